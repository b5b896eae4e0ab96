import { faultedCall } from '../core/faulted-call.ts'
import { type Handled, jsonAnswer, type SandboxAnswer, type SandboxRequest } from '../core/http.ts'
import { Business, readBusiness } from './business.ts'
import type { Call, Shop } from './call.ts'
import { METHODS, type Method } from './methods.ts'
import { AlipayRefusal, declinedBy } from './refusal.ts'
import { authenticateRest, restHeaders } from './signature.ts'

/** The v3 gateway: JSON over paths, signature in headers (alipay.md §2). */
export async function handleRest(shop: Shop, request: SandboxRequest): Promise<Handled> {
  const method = METHODS[request.path.slice('/v3/'.length).replaceAll('/', '.')]
  const verb = method?.operation === 'statement' ? 'GET' : 'POST'
  if (method === undefined || request.method !== verb) return refusalAnswer(404, 'invalid-method', '接口不存在')
  const text = `${request.query}\n${request.body}`
  return faultedCall(shop, { channel: 'alipay', operation: method.operation, text }, (misdeeds) => {
    try {
      return perform(shop, method, request, misdeeds)
    } catch (error) {
      if (!(error instanceof AlipayRefusal)) throw error
      const status = error.code === '20000' ? 500 : error.subCode === 'isv.invalid-signature' ? 401 : 400
      return refusalAnswer(status, error.subCode === '' ? error.code : error.subCode, error.message)
    }
  })
}

function perform(shop: Shop, method: Method, request: SandboxRequest, misdeeds: Call['misdeeds']): SandboxAnswer {
  const account = authenticateRest(request, shop.accounts)
  const platform = shop.accounts.platform()
  if (platform === null) throw new Error('Alipay has an account but no key of its own')
  if (misdeeds.declineCode !== null && misdeeds.declineCode !== '10003') throw declinedBy(misdeeds.declineCode)
  const business =
    request.method === 'GET'
      ? new Business(Object.fromEntries(new URLSearchParams(request.query)))
      : readBusiness(request.body)
  const notifyUrl = business.optionalText('notify_url', 256)
  const returnUrl = business.optionalText('return_url', 256)
  const reply = method.run({ shop, account, platform, business, notifyUrl, returnUrl, misdeeds })
  const body = JSON.stringify(reply)
  const headers = restHeaders(shop.world, platform.key, body, misdeeds.badSignature)
  return { status: 200, headers: { 'content-type': 'application/json;charset=utf-8', ...headers }, body }
}

const refusalAnswer = (status: number, code: string, message: string): SandboxAnswer =>
  jsonAnswer(status, { code, message })
