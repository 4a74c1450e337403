/**
 * What pools need of RxJS. Its index would bring two hundred modules more, which take longer to load than all of this package;
 * who only reads a table or checks a configuration does not need them.
 */
export { Observable } from 'rxjs/internal/Observable';
export { defer } from 'rxjs/internal/observable/defer';
export { from } from 'rxjs/internal/observable/from';
export { finalize } from 'rxjs/internal/operators/finalize';
export { Subject } from 'rxjs/internal/Subject';
