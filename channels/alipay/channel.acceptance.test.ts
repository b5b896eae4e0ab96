// Would catch: any disagreement with an Alipay that other people wrote from the same facts.
import { startSandbox } from '../../apps/sandbox/start-sandbox.ts'
import { acceptWalletChannel } from '../contract/acceptance.ts'
import { sandboxCounterpart } from '../contract/sandbox-counterpart.ts'
import { connect } from './channel.ts'
import { answerNotification } from './notification.ts'

acceptWalletChannel({
  name: 'alipay against the sandbox',
  connect,
  product: 'native',
  start: async () => sandboxCounterpart(await startSandbox(), 'alipay', answerNotification('accepted')),
})
