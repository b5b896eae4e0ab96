import { type Command, InvalidArgumentError } from 'commander'
import { API_ROLES, type ApiRole } from '../../../store/api-key.ts'
import { oneOf } from '../one-of.ts'

/** `medsettle institution …`: what an operator does before a hospital can send its first bill. */
export function institutionCommand(program: Command): void {
  const institution = program.command('institution').description('hospitals, their channels and their API keys')
  institution
    .command('add')
    .description('a hospital, or a new name and level for one that is there')
    .argument('<ID>', '1 to 20 letters, digits and hyphens', institutionId)
    .requiredOption('--name <NAME>', 'as patients read it')
    .requiredOption('--region <ID>', 'six digits of its region', regionId)
    .requiredOption('--level <1|2|3>', 'hospital level', oneOf(['1', '2', '3']))
    .action(async (id, options) => (await import('./institutions.ts')).addInstitution(id, options))
  institution
    .command('list')
    .description('every hospital with its channels')
    .action(async () => (await import('./institutions.ts')).listInstitutions())
  institution
    .command('channel')
    .description(
      "a channel's settings for a hospital: tried first, then sealed; a running server takes them up within 30 s",
    )
    .argument('<ID>', 'whose', institutionId)
    .argument('<CHANNEL>', 'a folder of channels/, as wechat-pay')
    .requiredOption('--config <FILE>', 'its settings as JSON (manifest.json of the channel says which); - reads stdin')
    .action(async (id, channel, options) => (await import('./channel.ts')).connectChannel(id, channel, options))
  addKeys(institution)
}

function addKeys(institution: Command): void {
  institution
    .command('issue-key')
    .description('a new API key; printed once')
    .argument('<ID>', 'whose', institutionId)
    .requiredOption('--label <TEXT>', 'what a person calls it, as "HIS production"')
    .requiredOption('--roles <LIST>', `some of ${API_ROLES.join(', ')}`, rolesOf)
    .action(async (id, options) => (await import('./keys.ts')).issueKey(id, options))
  institution
    .command('keys')
    .description('its API keys: labels and roles, never the keys')
    .argument('<ID>', 'whose', institutionId)
    .action(async (id) => (await import('./keys.ts')).listKeys(id))
  institution
    .command('revoke-key')
    .description('every living key with this label opens nothing from the next request on')
    .argument('<ID>', 'whose', institutionId)
    .requiredOption('--label <TEXT>', 'as `institution keys` shows it')
    .action(async (id, options) => (await import('./keys.ts')).revokeKeys(id, options.label))
}

function institutionId(text: string): string {
  if (!/^[A-Za-z0-9-]{1,20}$/.test(text)) throw new InvalidArgumentError('1 to 20 letters, digits and hyphens.')
  return text
}

function regionId(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new InvalidArgumentError(`"${text}" is not six digits.`)
  return text
}

function rolesOf(text: string): ApiRole[] {
  const roles = text.split(',').map((role) => role.trim())
  const unknown = roles.find((role) => !API_ROLES.some((one) => one === role))
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is none of ${API_ROLES.join(', ')}.`)
  return [...new Set(roles)] as ApiRole[]
}
