/**
 * Gives the clock `tickPacked`, of the two functions that the module has for it. A refused tick changes nothing, so
 * asking again the slow way gives the reason, or the timestamp if time has moved on in between.
 */
export function withTickPacked(Clock) {
  const { tickOrZero, tickChecked } = Clock.prototype;
  Clock.prototype.tickPacked = function (now) {
    const ms = now ?? Date.now();
    return tickOrZero.call(this, ms) || tickChecked.call(this, ms);
  };
  delete Clock.prototype.tickOrZero;
  delete Clock.prototype.tickChecked;
  return Clock;
}
