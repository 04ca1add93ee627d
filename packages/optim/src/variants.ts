/** One kernel for each set of flags, made when it is first needed: numbers are parameters, so sets are few. */
export function variants<U>(make: (flags: number) => U): (flags: number) => U {
  const made: (U | undefined)[] = [];
  return (flags) => {
    let update = made[flags];
    if (update === undefined) {
      update = make(flags);
      made[flags] = update;
    }
    return update;
  };
}
