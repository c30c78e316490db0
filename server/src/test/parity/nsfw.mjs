// Writes what the original NSFWJS says about a few pictures: the vectors that NsfwParityTests compares with.
//
//   npm install --ignore-scripts nsfwjs@4.4.0 @tensorflow/tfjs@4.22.0 buffer
//   node nsfw.mjs [NAME WIDTH HEIGHT FILE]... > ../resources/ai/profithack/classifiers/nsfw-parity.json
//
// Each FILE holds a picture as raw RGB, three bytes a pixel (ffmpeg -i x.png -f rawvideo -pix_fmt rgb24 x.rgb). The drawn
// pictures are made here and, by the same whole-number formulas, in the test. TensorFlow.js runs in plain JavaScript: a
// few seconds a picture.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
// It greets on standard output, which is ours.
console.info = console.error;
const tf = require('@tensorflow/tfjs');
const nsfwjs = require('nsfwjs');

tf.enableProdMode();
await tf.setBackend('cpu');

const FORMULAS = {
  waves: () => (x, y, c) => (x * (3 + c) + y * (5 - c) + ((x * y) >> 5)) & 255,
  blocks: () => (x, y, c) => (Math.imul((x >> 4) * 73856093 ^ (y >> 4) * 19349663 ^ c * 83492791, 2654435761) >>> 24) & 255,
  noise: () => {
    let state = 1;
    return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >> 16 & 255;
  },
};

function drawn(kind, width, height) {
  const formula = FORMULAS[kind]();
  const values = new Int32Array(width * height * 3);
  let i = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) values[i++] = formula(x, y, c);
  return values;
}

const pictures = [
  ['waves', 224, 224], ['waves', 320, 180], ['blocks', 640, 360], ['blocks', 90, 410], ['noise', 300, 300], ['waves', 1, 1],
].map(([kind, width, height]) => ({ kind, width, height, values: drawn(kind, width, height) }));
for (let i = 2; i + 3 < process.argv.length; i += 4) {
  const [name, width, height, file] = process.argv.slice(i, i + 4);
  pictures.push({ kind: name, width: +width, height: +height, values: Int32Array.from(readFileSync(file)) });
}

const cases = [];
for (const [model, options] of [['MobileNetV2', {}], ['MobileNetV2Mid', { type: 'graph' }]]) {
  const nsfw = await nsfwjs.load(model, options);
  for (const { kind, width, height, values } of pictures) {
    const scores = {};
    const image = tf.tensor3d(values, [height, width, 3], 'int32');
    for (const { className, probability } of await nsfw.classify(image)) scores[className.toLowerCase()] = probability;
    image.dispose();
    cases.push({ model, kind, width, height, scores });
  }
}
process.stdout.write('[\n' + cases.map(c => '  ' + JSON.stringify(c)).join(',\n') + '\n]\n');
