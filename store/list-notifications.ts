import type { Database } from './database.ts'

/** Has this notification been taken already? */
export async function isNotificationSeen(
  database: Database,
  notification: { readonly channel: string; readonly notificationId: string },
): Promise<boolean> {
  const rows = await database.query(
    'select 1 from medsettle.notification where channel = $1 and notification_id = $2',
    [notification.channel, notification.notificationId],
  )
  return rows.length > 0
}
