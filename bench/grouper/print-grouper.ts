import { table } from '../../apps/cli/demo/table.ts'
import { type GrouperResult, type Rate, ratio, type ThreadRate } from './grouper.ts'

export function printGrouper(result: GrouperResult): string {
  const { scheme, naive, load, stream } = result
  const per = (name: string, { perSecond, perCpuSecond }: Rate): string[] => [
    name,
    String(perSecond),
    String(perCpuSecond),
    `${ratio({ perSecond, perCpuSecond }, naive)} × baseline`,
  ]
  const threaded = (name: string, { threads, perSecond, perCpuSecond, gain, oneThread }: ThreadRate): string[] => [
    `${name}, ${threads} threads`,
    String(perSecond),
    String(perCpuSecond),
    `${gain} × one thread in turns (${oneThread.perSecond})`,
  ]
  const rows = [
    per('naive walk through the tables (baseline)', naive),
    per('objects', result.objects),
    per('CSV bytes to CSV bytes', result.csv),
    threaded('CSV bytes to CSV bytes', result.csvThreads),
    per('with trace, objects', result.tracedObjects),
    per('with trace, objects to JSON lines', result.tracedLines),
    per('with trace, CSV bytes to JSON lines', result.tracedCsv),
    threaded('with trace, CSV bytes to JSON lines', result.tracedThreads),
    [
      'load of the compiled file, ms',
      String(load.ms),
      '',
      `${load.fileBytes} bytes; compiling takes ${load.compileMs} ms`,
    ],
    ['memory of the scheme, MB', String(result.schemeMegabytes), '', 'heap and buffers'],
    ...(stream
      ? [
          [
            'cases streamed',
            String(stream.cases),
            `${stream.perSecond}/s, RSS at most ${stream.maxRssMegabytes} MB, ${stream.grownMegabytes} MB more than before`,
          ],
        ]
      : []),
  ]
  const title = `bench grouper, ${scheme.version}, ${scheme.adrgs} ADRG, ${scheme.kindsOfCases} different cases, ${result.cores} cores`
  return table({ title, head: ['cases', 'per second', 'per CPU second', ''], align: 'lrrl', rows })
}
