/** The style of the sign-in pages. Pages carry it inside, allowed by its hash, so they load nothing. */
export const authorizeStyle = `
:root {
  color-scheme: light dark;
  --canvas: #f3f5f8; --surface: #ffffff; --subtle: #eef1f5; --text: #16202c; --text-2: #465366;
  --accent: #0b5cad; --accent-hover: #094c90; --on-accent: #ffffff; --control: #7b8797; --line: #d8dee6;
  --error: #a3180f; --error-tint: #fdecea; --error-text: #8f1d14; --ok: #12794a;
  --shadow: 0 1px 2px rgb(16 32 48 / .06), 0 8px 28px rgb(16 32 48 / .10);
}
@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #12161d; --surface: #1b212b; --subtle: #252d39; --text: #f1f4f8; --text-2: #b8c2cf;
    --accent: #8ac2ff; --accent-hover: #a9d3ff; --on-accent: #0a1420; --control: #738296; --line: #2e3744;
    --error: #ff7a6e; --error-tint: #3a1917; --error-text: #ffb4ac; --ok: #5ad79a;
    --shadow: 0 8px 28px rgb(0 0 0 / .45);
  }
}
* { box-sizing: border-box; }
html { height: 100%; }
body {
  margin: 0; min-height: 100%; display: grid; grid-template-rows: 1fr auto; justify-items: center; gap: 1rem;
  padding: 2.5rem 1rem 1rem; background: var(--canvas); color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
main {
  align-self: center; width: 100%; max-width: 25.5rem; padding: 2rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow);
}
.mark { display: block; width: 2.75rem; height: 2.75rem; margin-bottom: 1.25rem; }
.mark rect { fill: var(--accent); }
.mark path { fill: none; stroke: var(--on-accent); stroke-width: 3.2; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; overflow-wrap: anywhere; text-wrap: balance; }
h2 { margin: 1.5rem 0 .5rem; font-size: .9375rem; font-weight: 600; overflow-wrap: anywhere; }
p { margin: .375rem 0 0; color: var(--text-2); overflow-wrap: anywhere; }
p strong, h1 strong { font-weight: 600; color: var(--text); }
form { margin: 1.5rem 0 0; }
label { display: block; margin: 1rem 0 .375rem; font-weight: 500; }
input {
  display: block; width: 100%; height: 2.75rem; padding: 0 .75rem; font: inherit; color: var(--text);
  background: var(--surface); border: 1px solid var(--control); border-radius: 8px;
}
input[aria-invalid] { border-color: var(--error); }
input:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button { font: inherit; cursor: pointer; }
.primary, .secondary { min-height: 2.75rem; padding: .5rem 1rem; font-weight: 600; border-radius: 8px; }
.primary { width: 100%; margin-top: 1.5rem; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; }
.primary:hover { background: var(--accent-hover); }
.secondary { color: var(--text); background: var(--surface); border: 1px solid var(--control); }
.secondary:hover { background: var(--subtle); }
.choices { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.choices .primary { margin-top: 0; }
.problem {
  margin: 1.25rem 0 0; padding: .75rem .875rem; color: var(--error-text); background: var(--error-tint);
  border-left: 3px solid var(--error); border-radius: 6px;
}
.user {
  display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: 0 .75rem;
  margin: 1.25rem 0 0; padding: .75rem .75rem .5rem; background: var(--subtle); border-radius: 10px;
}
.user p { margin: 0; line-height: 1.35; }
.user p strong { display: block; }
.avatar {
  display: grid; place-items: center; width: 2.5rem; height: 2.5rem; font-weight: 600; color: var(--on-accent);
  background: var(--accent); border-radius: 50%;
}
/* The link stands under the name, not beside it: usernames are long. */
.user .link { grid-column: 2; justify-self: start; padding-left: 0; }
.link { min-height: 1.5rem; padding: .25rem; color: var(--accent); background: none; border: 0; border-radius: 4px; text-decoration: underline; text-underline-offset: 2px; }
.link:hover { color: var(--accent-hover); }
.scopes { margin: 0; padding: 0; list-style: none; }
.scopes li { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: .625rem; padding: .375rem 0; }
.scopes svg { width: 1.25rem; height: 1.25rem; margin-top: .125rem; }
.scopes path { fill: none; stroke: var(--ok); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.back { margin: 1rem 0 1.25rem; font-size: .875rem; }
details { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
summary { color: var(--accent); cursor: pointer; border-radius: 4px; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem .75rem; margin: .75rem 0 0; }
dt { color: var(--text-2); }
dd { margin: 0; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
footer { color: var(--text-2); font-size: .8125rem; text-align: center; text-wrap: balance; }
@media (max-width: 26rem) {
  body { padding: 1rem .75rem; }
  main { padding: 1.5rem 1.25rem; align-self: start; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .5rem; }
}
@media (forced-colors: active) { .primary, .avatar { border: 1px solid ButtonText; } }
`;
