import { useEffect, useState } from 'preact/hooks';

/**
 * The time, ms since the Unix epoch; what is drawn with it is drawn again as it goes on.
 *
 * @param everyMs between two looks at the clock
 */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
