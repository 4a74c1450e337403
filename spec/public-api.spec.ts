import { describe, expect, it } from 'vitest';
import * as catalog from '../lib/catalog/index.js';
import * as lib from '../lib/index.js';
import * as operators from '../operators/index.js';
import * as pipelines from '../pipelines/index.js';

describe('what the package exports', () => {
  it('from oect-features', () => {
    expect(Object.keys(lib).sort()).toMatchInlineSnapshot(`
      [
        "ConfigurationError",
        "FeatureGraphError",
        "FeatureSet",
        "OectError",
        "builtInExtractors",
        "builtInRegistry",
        "configurationSchema",
        "createFeatureGraph",
        "defaultMemory",
        "defineExtractor",
        "defineFeatures",
        "describeExtractor",
        "diffFeatures",
        "flattenWorkflow",
        "inlinePool",
        "isOectError",
        "loadConfiguration",
        "loadRegistry",
        "missing",
        "namedConfigurations",
        "openStepReader",
        "parseBytes",
        "parseConfiguration",
        "perStep",
        "planMemory",
        "readComparedTable",
        "readFeatureMetadata",
        "readFeatures",
        "readHead",
        "simulateChip",
        "stepCounts",
        "templateNames",
        "textAttribute",
        "threadPool",
        "toArrow",
        "writeTable",
      ]
    `);
  });

  it('from oect-features/catalog', () => {
    expect(Object.keys(catalog).sort()).toMatchInlineSnapshot(`
      [
        "Catalog",
        "experimentId",
        "fieldOf",
        "fieldsOf",
        "openCatalog",
      ]
    `);
  });

  it('from oect-features/operators', () => {
    expect(Object.keys(operators).sort()).toMatchInlineSnapshot(`
      [
        "abortOn",
        "collectExperiments",
        "consumeExperiments",
        "deriveColumns",
        "iterateExperiments",
        "openExperiments",
        "runOnPool",
        "stepTasks",
        "writeArrow",
        "writeParquet",
      ]
    `);
  });

  it('from oect-features/pipelines', () => {
    expect(Object.keys(pipelines).sort()).toMatchInlineSnapshot(`
      [
        "batchEvents",
        "batchExtract",
        "consumeSteps",
        "extract",
        "extractEachStep",
        "extractFeatures",
        "extractLive",
        "extractSteps",
        "filesToParquet",
        "runLayer",
      ]
    `);
  });
});
