// Ready: database and broker answer, consumers are attached, and the process is not draining.
const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`, { signal: AbortSignal.timeout(3_500) });
if (!answer.ok) {
  console.error(await answer.text());
  process.exit(1);
}
