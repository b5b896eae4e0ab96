import { fastifySwagger } from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Server } from './server-type.ts'

const DESCRIPTION = `互联网医院与医共体的支付结算接口。金额均为整数分；时间为 ISO 8601；中国日期为 yyyy-MM-dd。

每个 POST 写操作都要带 \`Idempotency-Key\`：同一键、同一内容只执行一次，并得到同样的回答。
拒绝一律为 \`{code, stage, moneyMoved, retrySameKey, message, place?}\`，\`moneyMoved\` 说明资金是否已动。

Amounts are whole fen. Every POST that writes needs an \`Idempotency-Key\`. A refusal says whether money moved
and whether the same key may be sent again.`

const TAGS = [
  { name: 'bills', description: '账单 · what is owed' },
  { name: 'payment-orders', description: '支付订单 · taking payment' },
  { name: 'refunds', description: '退费 · giving money back' },
  { name: 'reconciliation', description: '日结与对账 · closing a day' },
  { name: 'statements', description: '渠道账单 · statement files' },
  { name: 'work-orders', description: '工单 · what a person must look at' },
  { name: 'ledger', description: '账簿 · the ledger' },
  { name: 'clearing', description: '清算 · who owes what, and when' },
  { name: 'agreements', description: '协议 · agreements that execute themselves' },
  { name: 'webhooks', description: '事件推送 · signed events to the hospital’s systems' },
  { name: 'cashier', description: '收银台 · the patient’s own routes' },
  { name: 'notify', description: '渠道回调 · what channels tell us' },
  { name: 'operation', description: '运行 · health and metrics' },
]

/** The document is generated from the very schemas that check requests and answers; /docs shows it, /docs/json is it. */
export function describeApi(server: Server, publicUrl: string): void {
  server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MedSettle 医结',
        version: '0.1.0',
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl }],
      tags: TAGS,
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: '机构密钥 msk_… · key of an institution' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  server.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: true, transformStaticCSP: overHttpToo })
}

/** A hospital's inner network speaks plain http: asking its browsers for https would leave them a page without style. */
const overHttpToo = (policy: string): string => policy.replace(/;?\s*upgrade-insecure-requests\s*/, '')
