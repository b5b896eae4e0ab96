import { type Call, namedTrade, type Reply } from './call.ts'
import { tradeBody } from './trade.ts'

/** alipay.trade.query */
export const queryTrade = (call: Call): Reply => tradeBody(namedTrade(call), call.shop.world.now())
