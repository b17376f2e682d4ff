let callOf = (): string => 'netstat';

/** Sets how the user called the program; asked for only when a hint is printed. */
export function setProgramCall(call: () => string): void {
  callOf = call;
}

/** How the user called the program, for hints that can be typed as printed: `netstat`, `npx netstat`. */
export function programCall(): string {
  return callOf();
}
