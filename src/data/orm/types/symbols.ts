/**
 * Marks by which the types tell what a property is. They exist in types alone: asking for one symbol is what keeps a
 * hundred models cheap, where comparing shapes is not.
 */
export declare const filled: unique symbol
export declare const generic: unique symbol
export declare const kind: unique symbol
export declare const one: unique symbol
export declare const many: unique symbol
export declare const reversed: unique symbol
export declare const subquery: unique symbol
export declare const condition: unique symbol
export declare const meaning: unique symbol
/** What a `Prefetch` means. */
export declare const prefetched: unique symbol
