/** Something of both tables that are compared. */
export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}
