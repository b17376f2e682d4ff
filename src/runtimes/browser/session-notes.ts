/** Notes on a session in a browser: weights that are not there, threads that it did not get. */
export function sessionNotes(
  zeros: readonly string[],
  threads: { readonly asked: number; readonly given: number },
): readonly string[] {
  return [
    ...(zeros.length === 0 ? [] : [`the weights in ${zeros.join(', ')} are not there: zeros stood for them`]),
    ...(threads.given < threads.asked ? ['the browser ran one thread: the page is not isolated there'] : []),
  ];
}
