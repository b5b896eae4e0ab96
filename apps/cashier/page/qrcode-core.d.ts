/** The encoder alone: the package's main file also brings three renderers that the page does not use. */
declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode'
}
