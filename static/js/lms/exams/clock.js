// Time left by the server's clock. The device's date is never asked: what passes is measured by
// performance.now(), and each acknowledgement sets it right. A device that slept asks the server.

export class ServerClock {
  constructor() {
    this.endsAt = null;
  }

  /** `left` ms were left on the server at some moment after `askedAt` (performance.now()). */
  set(left, askedAt) {
    this.endsAt = askedAt + left;
  }

  /** Milliseconds left, 0 when the time is over, null while unknown. */
  left() {
    return this.endsAt === null ? null : Math.max(0, this.endsAt - performance.now());
  }
}

/** "1:05:09", "45:00", "0:07". */
export function clockText(ms) {
  const all = Math.ceil(ms / 1000);
  const hours = Math.floor(all / 3600);
  const minutes = Math.floor((all % 3600) / 60);
  const seconds = String(all % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
