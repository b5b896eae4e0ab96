import type { Database } from './database.ts'

/** Writes down that a notification has come. @returns false when it had come before */
export async function rememberNotification(
  database: Database,
  taken: {
    readonly channel: string
    readonly notificationId: string
    readonly institutionId: string
    readonly attemptId: string
    readonly at: Date
  },
): Promise<boolean> {
  const rows = await database.query(
    `insert into medsettle.notification (channel, notification_id, institution_id, attempt_id, received_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing returning notification_id`,
    [taken.channel, taken.notificationId, taken.institutionId, taken.attemptId, taken.at],
  )
  return rows.length > 0
}
