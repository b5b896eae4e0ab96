/** Another writer moved the order first: load it again and decide anew. Nothing of this step was written. */
export class StaleOrder extends Error {
  override name = 'StaleOrder'
}
