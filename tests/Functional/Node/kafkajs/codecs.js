// The codecs kafkajs leaves to plug-ins: snappy by the usual one, LZ4 by that of another client, zstd by Node itself.
'use strict';

const zlib = require('node:zlib');
const { compressionsAlgorithms: { lz4 } } = require('@platformatic/kafka');
const { CompressionCodecs, CompressionTypes } = require('kafkajs');

CompressionCodecs[CompressionTypes.Snappy] = require('kafkajs-snappy');
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async encoder => lz4.compressSync(encoder.buffer),
  decompress: async buffer => lz4.decompressSync(buffer),
});
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async encoder => zlib.zstdCompressSync(encoder.buffer),
  decompress: async buffer => zlib.zstdDecompressSync(buffer),
});
