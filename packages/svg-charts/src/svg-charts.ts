export { type BarChart, type BarRow, barChart } from './bar-chart.ts'
export { escapeXml } from './element.ts'
export { type Histogram, histogram } from './histogram.ts'
export { type Waterfall, type WaterfallStep, waterfall } from './waterfall.ts'
