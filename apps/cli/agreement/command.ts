import type { Command } from 'commander'

/** `medsettle agreement …`: agreements that execute themselves. docs/value/agreements.md says what an agreement is. */
export function agreementCommand(program: Command): Command {
  const agreement = program
    .command('agreement')
    .description('signed agreements whose formulas are evaluated when their facts arrive')
  agreement
    .command('check')
    .description(
      'everything that is wrong with an agreement, each with its place; exit 1 unless it is fit to be signed',
    )
    .argument('<FILE>', 'the agreement (JSON)')
    .option('--json', 'one JSON object per finding')
    .action(async (file, options) => (await import('./check-agreement.ts')).checkAgreementFile(file, options))
  agreement
    .command('key')
    .description(
      'a fresh SM2 key pair: the private key into a file only you can read, the public key to standard output',
    )
    .requiredOption('--out <FILE>', 'where the key is written; an existing file is never overwritten')
    .action(async (options) => (await import('./make-key.ts')).makeKey(options.out))
  addSigning(agreement)
  agreement
    .command('evaluate')
    .description(
      'works an agreement out of its facts, offline and exactly; prints lines and the hash both sides must reach',
    )
    .argument('<FILE>', 'the agreement (JSON)')
    .requiredOption('--facts <FILE>', '{"period": …, "facts": {…}}, or the evidence of a proposal')
    .option('--period <ID>', 'which period, when the facts do not say')
    .option('--trace', 'every formula with every intermediate value')
    .option('--json', 'one JSON object')
    .action(async (file, options) => (await import('./evaluate-file.ts')).evaluateFile(file, options))
  return agreement
}

function addSigning(agreement: Command): void {
  agreement
    .command('sign')
    .description(
      'SM2 signature over the canonical text; the party is found by the key. Added to the list beside the agreement',
    )
    .requiredOption('--key <FILE>', 'private key, as `agreement key` writes it')
    .argument('<FILE>', 'the agreement (JSON)')
    .option('--signatures <FILE>', 'list of signatures; AGREEMENT.signatures.json beside the agreement when left out')
    .action(async (file, options) => (await import('./sign-file.ts')).signFile(file, options))
  agreement
    .command('sign-fact')
    .description(
      'one fact as its party delivers it, with a signature that binds it to version and period; a body for the API',
    )
    .requiredOption('--key <FILE>', 'private key, as `agreement key` writes it')
    .requiredOption('--facts <FILE>', '{"period": …, "facts": {…}}')
    .option('--period <ID>', 'which period, when the facts do not say')
    .argument('<FILE>', 'the agreement (JSON)')
    .argument('<NAME>', 'which fact')
    .action(async (file, name, options) => (await import('./sign-fact.ts')).signFact(file, name, options))
  agreement
    .command('verify')
    .description('who has signed; exit 1 unless all parties have and every signature fits')
    .argument('<FILE>', 'the agreement (JSON), or the evidence of a proposal, whose signed facts are looked at too')
    .option('--signatures <FILE>', 'list of signatures; AGREEMENT.signatures.json beside the agreement when left out')
    .action(async (file, options) => (await import('./verify-file.ts')).verifyFile(file, options))
}
