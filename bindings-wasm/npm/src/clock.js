/**
 * Gives the clock `tickPacked`, of the two functions that the module has for it. A refused tick changes nothing, so
 * asking again the slow way gives the reason, or the timestamp if time has moved on in between.
 */
export function withTickPacked(Clock) {
  const { tickOrZero, tickChecked } = Clock.prototype;
  Clock.prototype.tickPacked = function (now) {
    return tickOrZero.call(this, now) || tickChecked.call(this, now);
  };
  delete Clock.prototype.tickOrZero;
  delete Clock.prototype.tickChecked;
  return Clock;
}
