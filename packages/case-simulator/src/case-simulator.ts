export { CaseSimulatorError, type Parameters, readParameters } from './parameters.ts'
export { type Simulation, simulateCases } from './simulate-cases.ts'
export { COLUMNS, caseLine, type SimulatedCase } from './simulated-case.ts'
