// Would catch: an acceptance suite that nobody can pass, and a template that would not be a working start.
import { acceptWalletChannel } from '../contract/acceptance.ts'
import { connect } from './channel.ts'
import { startSampleWallet } from './sample-wallet.ts'

acceptWalletChannel({ name: 'template', connect, product: 'native', start: async () => startSampleWallet() })
