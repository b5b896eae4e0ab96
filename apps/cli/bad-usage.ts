/** The words on the command line are wrong, which only shows after they were read: one sentence on stderr, exit 2. */
export class BadUsage extends Error {
  override name = 'BadUsage'
}
