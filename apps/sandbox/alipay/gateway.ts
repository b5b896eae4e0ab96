import { faultedCall } from '../core/faulted-call.ts'
import { type Handled, redirectTo, type SandboxAnswer, type SandboxRequest } from '../core/http.ts'
import { readBusiness } from './business.ts'
import type { Call, Shop } from './call.ts'
import { createTrade } from './create-trade.ts'
import { METHODS, PAGES } from './methods.ts'
import { AlipayRefusal, codeText, declinedBy } from './refusal.ts'
import { authenticateGateway, signAs } from './signature.ts'

type Parameters = Readonly<Record<string, string>>

/** The v2 gateway: parameters in query and form together, one signature over all (alipay.md §1). */
export function handleGateway(shop: Shop, request: SandboxRequest): Promise<Handled> {
  const parameters = {
    ...Object.fromEntries(new URLSearchParams(request.query)),
    ...Object.fromEntries(new URLSearchParams(request.body)),
  }
  const method = parameters.method ?? ''
  const page = PAGES[method]
  const operation = page ?? METHODS[method]?.operation ?? method
  const text = parameters.biz_content ?? ''
  return faultedCall(shop, { channel: 'alipay', operation, text }, (misdeeds) => {
    if (page !== undefined) return openPage(shop, parameters, page, misdeeds)
    return answer(shop, method, misdeeds.badSignature, () => {
      const run = METHODS[method]?.run
      const call = readCall(shop, parameters, misdeeds)
      if (run === undefined) throw new AlipayRefusal('40002', 'isv.invalid-method', '不存在的方法名')
      if (misdeeds.declineCode !== null && misdeeds.declineCode !== '10003') throw declinedBy(misdeeds.declineCode)
      return run(call)
    })
  })
}

function readCall(shop: Shop, parameters: Parameters, misdeeds: Call['misdeeds']): Call {
  const account = authenticateGateway(parameters, shop.accounts)
  const platform = shop.accounts.platform()
  if (platform === null) throw new Error('Alipay has an account but no key of its own')
  return {
    shop,
    account,
    platform,
    business: readBusiness(parameters.biz_content ?? ''),
    notifyUrl: parameters.notify_url ?? null,
    returnUrl: parameters.return_url ?? null,
    misdeeds,
  }
}

/** The node's text is signed as it is sent, slashes escaped: who re-serialises before verifying will fail here. */
function answer(shop: Shop, method: string, wrongly: boolean, run: () => Record<string, unknown>): SandboxAnswer {
  const node = JSON.stringify(outcomeOf(run)).replaceAll('/', '\\/')
  const platform = shop.accounts.platform()
  const sign = platform === null ? '' : `,"sign":"${signAs(platform.key, node, wrongly)}"`
  return {
    status: 200,
    headers: { 'content-type': 'text/html;charset=utf-8' },
    body: `{"${method.replaceAll('.', '_')}_response":${node}${sign}}`,
  }
}

function outcomeOf(run: () => Record<string, unknown>): Record<string, unknown> {
  try {
    const reply = run()
    return { code: '10000', msg: codeText('10000'), ...reply }
  } catch (error) {
    if (!(error instanceof AlipayRefusal)) throw error
    const { code, subCode, message } = error
    return { code, msg: codeText(code), ...(subCode === '' ? {} : { sub_code: subCode }), sub_msg: message }
  }
}

/** page.pay and wap.pay: the payer's browser is sent to the wallet. */
function openPage(shop: Shop, parameters: Parameters, page: 'page' | 'wap', misdeeds: Call['misdeeds']): SandboxAnswer {
  try {
    const call = readCall(shop, parameters, misdeeds)
    if (misdeeds.declineCode !== null) throw declinedBy(misdeeds.declineCode)
    return redirectTo(`${shop.origin()}/wallet/alipay/${createTrade(call, page).tradeNo}`)
  } catch (error) {
    if (!(error instanceof AlipayRefusal)) throw error
    const body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>支付宝</title><p>${error.subCode}</p></html>`
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
  }
}
