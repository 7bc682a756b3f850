/** The page's style: light and dark by the reader's choice, from 320 pixels of width up. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --canvas: #f3f5f8; --surface: #ffffff; --subtle: #eef1f5; --text: #16202c; --text-2: #465366;
  --accent: #0b5cad; --accent-hover: #094c90; --on-accent: #ffffff; --control: #7b8797; --line: #d8dee6;
  --bad-tint: #fdecea; --bad: #8f1d14; --warn-tint: #fff4dc; --warn: #6b4500; --good-tint: #e6f6ed; --good: #0e5c38;
  --danger: #a3180f; --danger-hover: #871109; --on-danger: #ffffff; --dot: #b86b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #12161d; --surface: #1b212b; --subtle: #252d39; --text: #f1f4f8; --text-2: #b8c2cf;
    --accent: #8ac2ff; --accent-hover: #a9d3ff; --on-accent: #0a1420; --control: #738296; --line: #2e3744;
    --bad-tint: #3a1917; --bad: #ffb4ac; --warn-tint: #33260c; --warn: #ffd58a; --good-tint: #12301f; --good: #8fe3b8;
    --danger: #ff7a6e; --danger-hover: #ff9489; --on-danger: #0a1420; --dot: #ffcf5c;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--canvas); color: var(--text);
  font: 0.875rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
a { color: var(--accent); text-underline-offset: 2px; }
a:hover { color: var(--accent-hover); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code { font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; z-index: 3; top: .5rem; left: .5rem; padding: .5rem .75rem; background: var(--surface); }

.top { position: sticky; top: 0; z-index: 2; background: var(--surface); border-bottom: 1px solid var(--line); }
.bar, .top nav, main, footer { width: 100%; max-width: 76rem; margin: 0 auto; padding-left: 1.5rem; padding-right: 1.5rem; }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding-top: .625rem; }
.brand { display: flex; align-items: center; gap: .625rem; font-size: 1rem; font-weight: 600; color: var(--text); text-decoration: none; }
.brand:hover { color: var(--text); }
.mark { width: 1.75rem; height: 1.75rem; flex: none; }
.mark rect { fill: var(--accent); }
.mark path { fill: none; stroke: var(--on-accent); stroke-width: 3.2; stroke-linecap: round; stroke-linejoin: round; }
nav ul { position: relative; display: flex; gap: .25rem; margin: 0 -.75rem; padding: 0; list-style: none; overflow-x: auto; scrollbar-width: none; }
nav a { display: flex; align-items: center; gap: .375rem; padding: .625rem .75rem; color: var(--text-2); text-decoration: none; white-space: nowrap; border-bottom: 2px solid transparent; }
nav a:hover { color: var(--text); }
nav a[aria-current] { color: var(--text); font-weight: 600; border-bottom-color: var(--accent); }
nav a:focus-visible { outline-offset: -2px; }
.count { min-width: 1.25rem; padding: 0 .375rem; font-size: .75rem; font-weight: 600; text-align: center; color: var(--warn); background: var(--warn-tint); border-radius: 10px; }

main { padding-top: 1.75rem; padding-bottom: 3rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; font-weight: 600; letter-spacing: -.01em; overflow-wrap: anywhere; }
h1 .name { margin-left: .375rem; font-size: .875rem; font-weight: 400; color: var(--text-2); }
h2 { margin: 2rem 0 .75rem; font-size: 1rem; font-weight: 600; }
h3 { margin: 0; font-size: .875rem; font-weight: 600; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.lead { margin: .25rem 0 0; max-width: 44rem; color: var(--text-2); }
.crumbs { margin: 0 0 .25rem; }
footer { padding-top: 0; padding-bottom: 1.5rem; color: var(--text-2); font-size: .8125rem; }

#notice { position: fixed; z-index: 4; right: 1.5rem; bottom: 1.5rem; left: 1.5rem; display: flex; justify-content: center; pointer-events: none; }
.notice { margin: 0; padding: .625rem .875rem; max-width: 40rem; border-radius: 8px; border: 1px solid currentColor; pointer-events: auto; }
#notice .notice { box-shadow: 0 4px 16px rgb(0 0 0 / .18); }
.done { color: var(--good); background: var(--good-tint); }
.failed { color: var(--bad); background: var(--bad-tint); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); margin: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.facts.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.facts > div { margin: 0 -1px -1px 0; padding: .75rem 1rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; }
.facts dt { font-size: .75rem; color: var(--text-2); }
.facts dd { margin: .125rem 0 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.copyable { display: inline-flex; align-items: center; gap: .375rem; max-width: 100%; }
.copy { flex: none; min-height: 1.5rem; padding: 0 .375rem; font-size: .75rem; color: var(--accent); background: none; border: 1px solid transparent; }
.copy:hover { background: var(--subtle); }

.scroll { position: relative; overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); max-width: 26rem; overflow-wrap: break-word; }
thead th { border-top: 0; font-size: .75rem; font-weight: 600; color: var(--text-2); white-space: nowrap; background: var(--subtle); }
tbody th { font-weight: 500; }
td code, th code { overflow-wrap: normal; white-space: nowrap; }
tbody tr:hover { background: color-mix(in srgb, var(--subtle) 55%, transparent); }
.number { text-align: right; }
.none::after { content: "–"; color: var(--text-2); }
.tag { display: inline-block; padding: 0 .5rem; font-size: .75rem; line-height: 1.375rem; font-weight: 500; white-space: nowrap; color: var(--text-2); background: var(--subtle); border-radius: 6px; }
.tag.good { color: var(--good); background: var(--good-tint); }
.tag.warn { color: var(--warn); background: var(--warn-tint); }
.tag.bad { color: var(--bad); background: var(--bad-tint); }
.empty { padding: 1.25rem; margin: .75rem 0 0; color: var(--text-2); text-align: center; border: 1px dashed var(--control); border-radius: 10px; }

td.long { max-width: 20rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.requests .path { min-width: 18rem; max-width: 40rem; }
.requests .path code { white-space: normal; overflow-wrap: anywhere; }
.requests .query { color: var(--text-2); }
.requests .note { display: block; font-size: .75rem; color: var(--warn); }
.fresh { animation: fresh 2s ease-out; }
@keyframes fresh { from { background: var(--good-tint); } }
.tools { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: .75rem; margin-top: 1.25rem; }
.line { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1rem; margin: .75rem 0 .5rem; color: var(--text-2); }

button, .button, input, select { font: inherit; color: var(--text); }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.25rem; padding: .25rem .875rem; font-weight: 500; text-decoration: none; cursor: pointer;
  background: var(--surface); border: 1px solid var(--control); border-radius: 8px;
}
button:hover, .button:hover { background: var(--subtle); color: var(--text); }
button:disabled { opacity: .6; cursor: progress; }
.primary { color: var(--on-accent); background: var(--accent); border-color: transparent; font-weight: 600; }
.primary:hover { color: var(--on-accent); background: var(--accent-hover); }
.danger { color: var(--on-danger); background: var(--danger); border-color: transparent; }
.danger:hover { color: var(--on-danger); background: var(--danger-hover); }
.quiet { color: var(--text-2); border-color: transparent; background: none; margin-right: -.875rem; }
label { display: grid; gap: .25rem; font-size: .75rem; color: var(--text-2); }
input, select { min-height: 2.25rem; min-width: 0; max-width: 100%; padding: .25rem .625rem; font-size: .875rem; background: var(--surface); border: 1px solid var(--control); border-radius: 8px; }
select { padding-right: .25rem; }
input:user-invalid { border-color: var(--danger); }
.check { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.25rem; font-size: .875rem; color: var(--text); }
.check input { flex: none; width: 1.125rem; height: 1.125rem; min-height: 0; margin: 0; accent-color: var(--accent); }
.row { display: flex; flex-wrap: wrap; align-items: end; gap: .625rem; }
.grow { flex: 1 1 14rem; }
.stack { display: grid; gap: 1rem; margin: 1.5rem 0; }
.stack .primary { min-height: 2.5rem; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .75rem; align-items: start; }
.card { padding: 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.card p { margin: .125rem 0 .75rem; color: var(--text-2); }
.card select { max-width: 16rem; }
details { margin-top: .75rem; }
summary { display: inline-block; padding: .125rem 0; color: var(--accent); cursor: pointer; border-radius: 4px; }
summary::before { content: "▸ "; }
details[open] > summary::before { content: "▾ "; }
details .row { margin-top: .5rem; }
.in-force { margin: 0; padding: 0; list-style: none; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.in-force li { display: flex; align-items: center; gap: .75rem; padding: .5rem .75rem .5rem 1rem; border-top: 1px solid var(--line); }
.in-force li:first-child { border-top: 0; }
.in-force .what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.in-force button { white-space: nowrap; }
.dot { flex: none; width: .5rem; height: .5rem; background: var(--dot); border-radius: 50%; }
.outside { max-width: 26rem; margin-top: 8vh; padding: 2rem; background: var(--surface); border: 1px solid var(--line); border-radius: 14px; }
.outside .mark { width: 2.75rem; height: 2.75rem; margin-bottom: 1rem; }
.outside dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem .75rem; margin: .5rem 0 0; }
.outside dt { color: var(--text-2); }
.outside dd { margin: 0; }

@media (max-width: 40rem) {
  .bar, .top nav, main, footer { padding-left: 1rem; padding-right: 1rem; }
  .top { position: static; }
  nav ul { gap: 0; margin: 0 -.5rem; }
  nav a { padding: .625rem .5rem; font-size: .8125rem; }
  main { padding-top: 1.25rem; }
  .outside { margin: 1rem; width: auto; padding: 1.5rem; }
  #request-filter label:first-child { flex: 1 1 100%; }
}
@media (prefers-reduced-motion: reduce) { .fresh { animation: none; } }
@media (forced-colors: active) { .tag, .count, button { border: 1px solid; } .dot { background: CanvasText; } }
`;
