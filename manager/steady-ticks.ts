/** A tick that is to come round at a steady pace. */
export interface SteadyTicks {
  /** Between the starts of two ticks, ms; one that takes longer is followed at once. */
  readonly everyMs: number;
  /** A tick that comes this late says that this process was held up, ms. */
  readonly heldUpMs: number;
  /** Must not throw. */
  readonly tick: () => Promise<void>;
  /** Called when this process was held up: what it did not hear meanwhile proves nothing. */
  readonly onHeldUp: () => void;
  readonly isStopping: () => boolean;
}

/** Ticks until it is time to stop. */
export async function tickSteadily(ticks: SteadyTicks): Promise<void> {
  while (!ticks.isStopping()) {
    const nextAt = Date.now() + ticks.everyMs;
    await ticks.tick();
    const wokenAt = Math.max(nextAt, Date.now());
    await new Promise((resolve) => setTimeout(resolve, wokenAt - Date.now()));
    if (Date.now() - wokenAt > ticks.heldUpMs) ticks.onHeldUp();
  }
}
