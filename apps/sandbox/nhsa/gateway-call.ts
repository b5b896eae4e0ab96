import { type CallMisdeeds, faultedCall } from '../core/faulted-call.ts'
import type { Handled, SandboxAnswer, SandboxRequest } from '../core/http.ts'
import { faultName } from './fault-name.ts'
import type { Platform } from './platform.ts'
import { FileBytes } from './reconciliation/9102-download.ts'
import { declined, PlatformRefusal } from './refusal.ts'
import type { Call } from './transactions/call.ts'
import { TRANSACTIONS } from './transactions/transactions.ts'
import { type AnswerHead, goodAnswer, refusedAnswer } from './wire/answer.ts'
import { checkCainfo } from './wire/cainfo.ts'
import { type Envelope, readEnvelope } from './wire/envelope.ts'
import { memberText } from './wire/exact-json.ts'
import { checkGateway } from './wire/gateway.ts'

/** One request to `{baseUrl}/api/{infno}`: sender, envelope, transaction, answer. */
export function gatewayCall(platform: Platform, request: SandboxRequest, infno: string): Promise<Handled> {
  const receivedAt = platform.world.now()
  const operation = faultName(platform, infno)
  return faultedCall(platform, { channel: 'nhsa', operation, text: request.body }, async (misdeeds) => {
    const head = { area: '000000', sequence: platform.books.sequence, receivedAt, signtype: '' }
    try {
      return await answered(platform, request, infno, misdeeds, head)
    } catch (error) {
      if (!(error instanceof PlatformRefusal)) throw error
      return refusedAnswer({ ...head, now: platform.world.now() }, error)
    }
  })
}

type Head = { -readonly [Field in keyof Omit<AnswerHead, 'now'>]: AnswerHead[Field] }

async function answered(
  platform: Platform,
  request: SandboxRequest,
  infno: string,
  misdeeds: CallMisdeeds,
  head: Head,
): Promise<SandboxAnswer> {
  const { books, world, toleranceSeconds } = platform
  const institution = checkGateway(books, request.headers, world.now(), toleranceSeconds)
  head.area = institution.area
  const transaction = TRANSACTIONS[infno]
  if (!transaction) throw new PlatformRefusal('TRANSACTION_UNKNOWN', 'infno', `平台不支持交易 ${infno.slice(0, 10)}`)
  const envelope = readEnvelope(request.body, infno)
  head.signtype = envelope.signtype
  if (envelope.fixmedins_code !== institution.fixmedinsCode)
    throw new PlatformRefusal('INSTITUTION_MISMATCH', 'fixmedins_code', '机构编号与应用不符')
  checkCainfo(platform.sm2, institution, request.body, envelope)
  checkEnvelope(platform, envelope, request.body)
  if (misdeeds.declineCode !== null) throw declined(misdeeds.declineCode)
  if (misdeeds.late) throw new PlatformRefusal('STATEMENT_NOT_READY', '', '对账数据尚未生成')
  const call: Call = { infno, msgid: envelope.msgid, institution, input: envelope.input, raw: request.body }
  const output = await transaction(platform, call)
  if (output instanceof FileBytes)
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: output.bytes }
  head.sequence = books.sequence
  return goodAnswer({ ...head, now: world.now() }, output)
}

function checkEnvelope(platform: Platform, envelope: Envelope, body: string): void {
  const { inputLimit } = platform.switches
  const length = inputLimit !== null && body.length > inputLimit ? (memberText(body, 'input')?.length ?? 0) : 0
  if (inputLimit !== null && envelope.infno !== '9101' && length > inputLimit)
    throw new PlatformRefusal('INPUT_TOO_LONG', 'input', `交易输入超过 ${inputLimit} 个字符，请分批上传`)
  const signedIn = platform.books.signIns.get(envelope.sign_no)
  if (envelope.sign_no !== '' && signedIn !== envelope.fixmedins_code)
    throw new PlatformRefusal('SIGN_IN_UNKNOWN', 'sign_no', '签到流水号无效')
}
