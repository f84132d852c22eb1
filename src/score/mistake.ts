import type { Span } from '../base/index.ts';

/** Every mistake that the files of a workspace can hold, besides those of the expression language. Facts only. */
export type Mistake =
  // files
  | { readonly mistake: 'not_utf8' }
  | { readonly mistake: 'no_sheet'; readonly file: string; readonly known: readonly string[] }
  | { readonly mistake: 'sheet_outside'; readonly file: string }
  | { readonly mistake: 'no_ensembles' }
  | { readonly mistake: 'no_ensemble_file'; readonly folder: string }
  | { readonly mistake: 'no_instruments'; readonly ensemble: string }
  | { readonly mistake: 'not_a_file'; readonly file: string; readonly is: 'a folder' | 'no regular file' }
  | { readonly mistake: 'link_out'; readonly file: string; readonly of: string }
  | { readonly mistake: 'unreadable'; readonly file: string; readonly because: string }
  // front matter
  | { readonly mistake: 'other_language'; readonly language: string }
  | { readonly mistake: 'open_fence' }
  | { readonly mistake: 'open_sheet_fence' }
  | { readonly mistake: 'odd_fence'; readonly line: string }
  | { readonly mistake: 'no_front_matter'; readonly of: string; readonly later: boolean }
  | { readonly mistake: 'no_map' }
  | { readonly mistake: 'bad_yaml'; readonly code: string; readonly says: string; readonly near: string }
  | { readonly mistake: 'too_deep' }
  | { readonly mistake: 'too_long' }
  | {
      readonly mistake: 'yaml_feature';
      readonly feature: 'tag' | 'anchor' | 'alias' | 'merge key';
      readonly text: string;
    }
  | { readonly mistake: 'odd_key'; readonly key: string }
  | { readonly mistake: 'key_twice'; readonly key: string; readonly first: Span }
  | { readonly mistake: 'odd_number'; readonly number: string }
  // keys and values
  | {
      readonly mistake: 'unknown_key';
      readonly key: string;
      readonly of: string;
      readonly known: readonly string[];
      readonly choice: readonly string[];
    }
  | { readonly mistake: 'missing_key'; readonly key: string; readonly of: string; readonly expected: string }
  | {
      readonly mistake: 'wrong_value';
      readonly key: string;
      readonly is: string;
      readonly expected: string;
      readonly nearest?: string;
      readonly help?: string;
    }
  | { readonly mistake: 'empty_expression'; readonly key: string }
  | { readonly mistake: 'not_yet'; readonly what: string }
  | { readonly mistake: 'other_kind'; readonly key: string; readonly of: string; readonly kind: string }
  | { readonly mistake: 'one_performer'; readonly first: string; readonly second: string }
  | { readonly mistake: 'no_performer'; readonly kind: 'script' | 'service' | 'dsp' | 'program' }
  | {
      readonly mistake: 'idle_key';
      readonly key: string;
      readonly because: 'of a graph' | 'without a model' | 'without refine';
    }
  | { readonly mistake: 'run_output'; readonly by: string }
  | { readonly mistake: 'key_without_endpoint'; readonly model: string }
  | { readonly mistake: 'no_variable'; readonly key: string }
  | { readonly mistake: 'other_name'; readonly name: string; readonly folder: string }
  // names
  | { readonly mistake: 'bad_name'; readonly name: string; readonly of: string; readonly because: NameFault }
  | { readonly mistake: 'same_name'; readonly name: string; readonly of: string; readonly other: string }
  | {
      readonly mistake: 'unknown_ensemble';
      readonly name: string;
      readonly by: string;
      readonly known: readonly string[];
    }
  | {
      readonly mistake: 'unknown_instrument';
      readonly name: string;
      readonly ensemble: string;
      readonly by: string;
      readonly known: readonly string[];
      readonly elsewhere: readonly string[];
    }
  | { readonly mistake: 'unknown_model'; readonly name: string; readonly known: readonly string[] }
  | { readonly mistake: 'named_twice'; readonly name: string; readonly by: string }
  // needs and the graph
  | { readonly mistake: 'marked_need'; readonly need: string }
  | { readonly mistake: 'two_meanings'; readonly name: string }
  | {
      readonly mistake: 'circle';
      readonly trail: readonly string[];
      readonly also: readonly { readonly at: Span; readonly need: string }[];
    }
  | {
      readonly mistake: 'unknown_member';
      readonly name: string;
      readonly loop: string;
      readonly known: readonly string[];
    }
  | { readonly mistake: 'two_loops'; readonly name: string; readonly first: string }
  | { readonly mistake: 'until_elsewhere'; readonly loop: string; readonly last: string }
  | { readonly mistake: 'return_unneeded'; readonly to: string; readonly from: string }
  | { readonly mistake: 'return_in_loop'; readonly who: string; readonly loop: string }
  | { readonly mistake: 'return_to_items'; readonly to: string; readonly from: string }
  | { readonly mistake: 'two_results'; readonly first: string; readonly ensemble: string }
  // flags and inputs
  | {
      readonly mistake: 'unknown_flag';
      readonly flag: string;
      readonly known: readonly string[];
      readonly nested?: string;
    }
  | { readonly mistake: 'flag_type'; readonly flag: string; readonly is: string; readonly expected: string }
  | {
      readonly mistake: 'two_defaults';
      readonly what: 'flag' | 'input';
      readonly name: string;
      readonly other: string;
    }
  | { readonly mistake: 'missing_input'; readonly input: string; readonly ensemble: string }
  | { readonly mistake: 'unknown_input'; readonly input: string; readonly known: readonly string[] }
  | {
      readonly mistake: 'unfit_input';
      readonly input: string;
      readonly ensemble: string;
      readonly because: string;
    }
  | {
      readonly mistake: 'unread';
      readonly path: string;
      /** `ensemble/nickname` */
      readonly by: string;
      readonly is: 'outside' | 'not there' | 'a folder' | 'no regular file';
    }
  | { readonly mistake: 'no_input_map'; readonly is: string }
  | { readonly mistake: 'no_taker'; readonly file: string }
  | {
      readonly mistake: 'many_takers';
      readonly options: readonly { readonly ensemble: string; readonly input: string }[];
      readonly file: string;
    }
  | {
      readonly mistake: 'unfit_sheet';
      readonly ensemble: string;
      readonly input: string;
      /** JSON Pointer of what does not fit. */
      readonly pointer: string;
      readonly because: string;
      /** How many more there are that are not told. */
      readonly more: number;
    }
  // files that are named
  | {
      readonly mistake: 'no_such_file';
      readonly path: string;
      readonly in: string;
      readonly known: readonly string[];
    }
  | {
      readonly mistake: 'no_skill_folder';
      readonly path: string;
      readonly in: string;
      readonly isFile: boolean;
      readonly known: readonly string[];
    }
  | { readonly mistake: 'no_skill_file'; readonly folder: string; readonly instead: string | undefined }
  | { readonly mistake: 'odd_skill_key'; readonly key: string; readonly known: readonly string[] }
  | { readonly mistake: 'other_skill_name'; readonly name: string; readonly folder: string }
  | { readonly mistake: 'path_leaves'; readonly path: string; readonly folder: string }
  | { readonly mistake: 'refused_write'; readonly path: string; readonly because: string }
  | { readonly mistake: 'bad_json'; readonly says: string }
  | { readonly mistake: 'bad_schema'; readonly says: string }
  | { readonly mistake: 'old_schema'; readonly dialect: string }
  | { readonly mistake: 'unknown_format'; readonly format: string; readonly known: readonly string[] }
  | { readonly mistake: 'bad_module'; readonly says: string }
  | { readonly mistake: 'no_play' }
  | {
      readonly mistake: 'no_import';
      readonly specifier: string;
      readonly path: string;
      readonly known: readonly string[];
    }
  | { readonly mistake: 'import_leaves'; readonly specifier: string }
  | { readonly mistake: 'odd_import'; readonly specifier: string }
  | { readonly mistake: 'no_package'; readonly name: string };

export type NameFault = 'empty' | 'long' | 'first' | 'characters' | 'device' | 'reserved' | 'taken';
