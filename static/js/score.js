// What the answers of a visit add up to: the same as inspections/scoring.py, and held to the same cases (tests/inspections/scores.json).

/** The passed share of the weight that applies, with one decimal; `share` is null where nothing applies. */
export function score(rows) {
  const applying = rows.filter((row) => row.value === "pass" || row.value === "fail");
  const whole = applying.reduce((sum, row) => sum + row.weight, 0);
  const passed = applying.filter((row) => row.value === "pass").reduce((sum, row) => sum + row.weight, 0);
  return { passed, whole, share: whole ? Math.floor((passed * 1000) / whole + 0.5) / 10 : null };
}

/** "failed" with a critical item that fails, "rectify" with any other, else "passed". */
export function result(rows) {
  const failed = rows.filter((row) => row.value === "fail");
  if (failed.some((row) => row.critical)) return "failed";
  return failed.length ? "rectify" : "passed";
}
