/**
 * What is wrong with the values of an operation, said where the place in the source is not known. The evaluator gives it
 * its place; no Fault leaves this folder.
 */
export class Fault extends Error {}
