/** Which room may lean on which. The folders stand in the order money meets them; an arrow never points back. */
export interface Arrow {
  /** paths of the files this arrow speaks of; the first arrow that matches a file decides */
  readonly from: RegExp
  /** paths and npm names a file may import */
  readonly may: RegExp
  /** paths it may import types of, nothing that runs */
  readonly mayTypes?: RegExp
  /** the loss this arrow prevents */
  readonly because: string
}

/** In the order money meets them: a stage may import itself and what stands before it. */
export const STAGES = [
  'identity',
  'bill',
  'adjudication',
  'tender',
  'risk',
  'routing',
  'ledger',
  'order',
  'reconciliation',
  'clearing',
  'value',
] as const

const stageArrows: Arrow[] = STAGES.map((stage, index) => ({
  from: new RegExp(`^domain/${stage}/`),
  may: new RegExp(`^(domain/(${STAGES.slice(0, index + 1).join('|')})/|packages/|npm:zod$)`),
  because: 'the domain is pure and walks one way: earlier stages, packages and zod, no clock, no disk, no network',
}))

export const ARROWS: readonly Arrow[] = [
  {
    from: /^packages\//,
    may: /^(packages\/|node:|npm:)/,
    because: 'a package is of use to anyone and knows nothing of the platform',
  },
  ...stageArrows,
  {
    from: /^domain\//,
    may: /^$/,
    because: 'a folder of domain/ must have its place in the order of the stages (tools/arrows/arrows.ts)',
  },
  {
    from: /^channels\/contract\//,
    may: /^(channels\/contract\/|domain\/identity\/|packages\/|node:|npm:)/,
    mayTypes: /^domain\//,
    because: 'the contract holds no channel and no decision of the domain',
  },
  {
    from: /^channels\//,
    may: /^(channels\/(?:contract|SELF)\/|domain\/identity\/|packages\/|node:|npm:)/,
    mayTypes: /^domain\//,
    because:
      'a channel translates: it sees its own folder, the contract and the types of the domain, and no other channel',
  },
  {
    from: /^store\//,
    may: /^(store\/|domain\/|packages\/|node:|npm:)/,
    mayTypes: /^channels\/contract\//,
    because: 'the store writes what was decided and decides nothing',
  },
  {
    from: /^flow\//,
    may: /^(flow\/|store\/|channels\/contract\/|domain\/|packages\/|node:)/,
    because: 'a flow speaks the verbs of the trade and knows no channel by name',
  },
  {
    from: /^apps\/sandbox\//,
    may: /^(apps\/sandbox\/|packages\/|node:|npm:)/,
    because: 'the counterpart is written from the protocol by itself, so that one misreading cannot hide on both sides',
  },
  {
    from: /^apps\/cli\//,
    may: /^(apps\/(cli|server|sandbox|cashier|console)\/|sim\/|flow\/|store\/|channels\/|domain\/|packages\/|node:|npm:)/,
    because: 'the command line wires what it starts, simulator included, and nothing of tests and benches',
  },
  {
    from: /^apps\//,
    may: /^(apps\/(?:SELF|cashier|console)\/|flow\/|store\/|channels\/|domain\/|packages\/|node:|npm:)/,
    because: 'what serves patients never leans on the sandbox, the simulator or a test',
  },
  {
    from: /^sim\/auditor/,
    may: /^(sim\/auditor|packages\/|node:|npm:)/,
    because: 'an auditor that uses the code it audits believes what that code believes',
  },
  {
    from: /^(sim|bench|examples|tests)\//,
    may: /^(sim|bench|examples|tests|apps|flow|store|channels|domain|packages|node:|npm:)/,
    because: 'judges may use everything but the tools',
  },
  { from: /^tools\//, may: /^(tools\/|node:|npm:)/, because: 'the tools read the house as text and run none of it' },
  { from: /^[^/]+$/, may: /^(node:|npm:)/, because: 'a root file configures a tool' },
]

/** What a test may use beyond the file it stands beside: the embedded database and the outside world on loopback. */
export const TESTS_MAY = /^(tests\/|apps\/sandbox\/|node:|npm:)/
