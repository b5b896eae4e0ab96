import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'

/** The onboarding form is generated from this: `title` is the label, `writeOnly` hides what is typed. */
export const configSchema = z.strictObject({
  baseUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/]+$/)
    .meta({ title: '接口地址（结尾不带斜杠）' }),
  merchant: z.string().min(1).max(32).meta({ title: '商户号' }),
  secret: z.string().min(16).meta({ title: '签名密钥', writeOnly: true }),
})

export type Merchant = z.infer<typeof configSchema>

/** @throws RefusalError CHANNEL_BAD_CONFIG with the field as place; the secret never appears in the message. */
export function readConfig(config: unknown): Merchant {
  const parsed = configSchema.safeParse(config)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue!.path.join('.') || '(config)'
  throw new RefusalError({
    code: 'CHANNEL_BAD_CONFIG',
    stage: 'request',
    moneyMoved: 'none',
    retrySameKey: true,
    message: `sample wallet configuration: ${field} ${issue!.message}`,
    place: field,
  })
}
