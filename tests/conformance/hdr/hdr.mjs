// Reads a histogram log with hdr-histogram-js, or writes one, and prints a line for each interval:
// tag, start and end in ms, count, and the values at some percentiles, between tabs.
//   node hdr.mjs read|write FILE
import { readFileSync, writeFileSync } from 'node:fs';
import hdr from 'hdr-histogram-js';

const PERCENTILES = [50, 95, 99, 99.9, 100];

function describe(histogram) {
  const columns = [
    histogram.tag,
    Math.round(histogram.startTimeStampMsec),
    Math.round(histogram.endTimeStampMsec),
    histogram.totalCount,
    ...PERCENTILES.map((p) => histogram.getValueAtPercentile(p)),
  ];
  console.log(columns.join('\t'));
}

function read(file) {
  const reader = new hdr.HistogramLogReader(readFileSync(file, 'utf8'), 64);
  for (let next = reader.nextIntervalHistogram(); next !== null;
    next = reader.nextIntervalHistogram()) {
    describe(next);
  }
}

function write(file) {
  const epoch = 1769860800250;
  let text = '';
  const writer = new hdr.HistogramLogWriter((part) => { text += part; });
  writer.outputLogFormatVersion();
  writer.outputComment(`[BaseTime: ${(epoch / 1000).toFixed(3)} (seconds since epoch)]`);
  writer.outputStartTime(epoch);
  writer.outputLegend();
  writer.baseTime = epoch;
  [
    { tag: 'A', lowest: 1, highest: 3600000000, digits: 3, scale: 1 },
    { tag: 'B', lowest: 1000, highest: 3600000000, digits: 2, scale: 30 },
    { tag: 'NO TAG', lowest: 1, highest: 2, digits: 3, scale: 0.0001 },
  ].forEach(({ tag, lowest, highest, digits, scale }, i) => {
    const histogram = hdr.build({
      lowestDiscernibleValue: lowest, highestTrackableValue: highest,
      numberOfSignificantValueDigits: digits, bitBucketSize: 64, autoResize: highest === 2,
    });
    for (let n = 1; n <= 10007; n += 1) histogram.recordValue(Math.floor(n * n * scale));
    histogram.tag = tag;
    histogram.startTimeStampMsec = epoch + 1000 * i;
    histogram.endTimeStampMsec = epoch + 1000 * i + 999;
    writer.outputIntervalHistogram(histogram);
    describe(histogram);
  });
  writeFileSync(file, text);
}

const [what, file] = process.argv.slice(2);
(what === 'read' ? read : write)(file);
