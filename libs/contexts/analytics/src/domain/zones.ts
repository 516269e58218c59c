/** The name as the time zone database has it; null for what is none. An offset is no zone: it knows no summer time. */
export const zoneNamed = (text: string): string | null => {
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId;
  } catch {
    return null;
  }
};
