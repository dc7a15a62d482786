extension GraphPage {
    /// Rules of the page; those of the drawing are in `GraphStyle`.
    static let style = #"""
        :root{--paper:#fff;--ink:#1d2430;--faint:#5b6472;--edge:#d5dae2;--panel:#f6f7f9;--accent:#1557b0;
        --failed:#c62828;--caught:#9a5b00;--running:#1565c0;--succeeded:#2e7d32;--aborted:#6b5b95;color-scheme:light}
        @media (prefers-color-scheme:dark){:root:not([data-theme=light]){--paper:#14181f;--ink:#e8ebf0;--faint:#a3adbb;
        --edge:#323b48;--panel:#1a1f27;--accent:#8ab8ff;--failed:#ff8a80;--caught:#ffb74d;--running:#64b5f6;
        --succeeded:#81c784;--aborted:#b39ddb;color-scheme:dark}}
        :root[data-theme=dark]{--paper:#14181f;--ink:#e8ebf0;--faint:#a3adbb;--edge:#323b48;--panel:#1a1f27;
        --accent:#8ab8ff;--failed:#ff8a80;--caught:#ffb74d;--running:#64b5f6;--succeeded:#81c784;--aborted:#b39ddb;
        color-scheme:dark}
        *{box-sizing:border-box}
        html,body{height:100%;margin:0}
        body{display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
        font:14px/1.45 Inter,'Segoe UI',Roboto,'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif}
        header{display:flex;align-items:center;gap:16px;padding:8px 16px;border-bottom:1px solid var(--edge)}
        h1{font-size:16px;margin:0}
        #caption{margin:0;color:var(--faint)}
        .tools{margin-left:auto;display:flex;gap:6px}
        button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:6px;
        padding:3px 10px;cursor:pointer}
        button:hover{border-color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        main{flex:1;display:flex;min-height:0}
        #stage{flex:1;min-width:0;overflow:hidden}
        #drawing{width:100%;height:100%;display:block;touch-action:none;cursor:grab}
        #drawing.moving{cursor:grabbing}
        .state{cursor:pointer}
        .state:hover>.box,.state.chosen>.box{stroke-width:3}
        .state.chosen>.box,.state:focus-visible>.box{stroke:var(--accent)}
        .state:focus{outline:none}
        .state:focus-visible>.box{stroke-width:3.5}
        aside{width:360px;flex:none;overflow:auto;border-left:1px solid var(--edge);background:var(--panel);
        padding:12px 16px}
        #details{border-bottom:1px solid var(--edge);margin-bottom:12px;padding-bottom:12px}
        h2{font-size:14px;margin:8px 0}
        h3{font-size:13px;margin:12px 0 4px}
        .hint,#details p{margin:4px 0;color:var(--faint);overflow-wrap:anywhere}
        nav ol{list-style:none;margin:0;padding:0}
        nav ol ol{padding-left:16px}
        nav p{margin:4px 0 0 8px;color:var(--faint);font-size:12px}
        nav button{width:100%;text-align:left;border-color:transparent;background:none;padding:3px 8px;
        overflow-wrap:anywhere}
        nav span{color:var(--faint);font-size:12px}
        nav .was-unvisited>button b{color:var(--faint);font-weight:400}
        nav .was-failed>button b,.failed,nav .was-removed>button b{color:var(--failed)}
        nav .was-added>button b{color:var(--succeeded)}
        nav .was-removed>button b{text-decoration:line-through}
        nav .was-changed>button b,nav .was-caught>button b,.caught-text{color:var(--caught)}
        pre{margin:4px 0;padding:8px;background:var(--paper);border:1px solid var(--edge);border-radius:6px;
        overflow:auto;max-height:220px;font:12px/1.4 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
        table{border-collapse:collapse;font-size:12px;width:100%}
        th,td{text-align:left;padding:2px 8px 2px 0;vertical-align:top;overflow-wrap:anywhere}
        th{color:var(--faint);font-weight:400}
        select{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:6px;
        max-width:100%}
        @media (max-width:800px){main{flex-direction:column}aside{width:auto;max-height:45%;border-left:0;
        border-top:1px solid var(--edge)}}

        """#

    /// Pan, zoom, and the panel of one state.
    static let script = #"""
        'use strict';
        (() => {
        const states = JSON.parse(document.getElementById('data').textContent);
        const svg = document.getElementById('drawing');
        const details = document.getElementById('details');
        const whole = svg.viewBox.baseVal;
        const full = {x: whole.x, y: whole.y, w: whole.width, h: whole.height};
        let view = {...full};
        const show = () => svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.w} ${view.h}`);
        // Pixels of the drawing per pixel of the screen.
        const scale = () => Math.max(view.w / svg.clientWidth, view.h / svg.clientHeight) || 1;
        // At most 1.25 times as large as drawn, and in the middle.
        const fit = () => look(Math.min(svg.clientWidth / full.w, svg.clientHeight / full.h, 1.25));
        const look = factor => {
          const w = svg.clientWidth / factor, h = svg.clientHeight / factor;
          view = {x: (full.w - w) / 2, y: Math.min(0, (full.h - h) / 2), w, h};
          show();
        };
        const zoom = (factor, x, y) => {
          const w = Math.min(Math.max(view.w * factor, 100), full.w * 8);
          const f = w / view.w;
          view = {x: x - (x - view.x) * f, y: y - (y - view.y) * f, w, h: view.h * f};
          show();
        };
        const zoomMiddle = factor => zoom(factor, view.x + view.w / 2, view.y + view.h / 2);
        const place = event => {
          const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          return [p.x, p.y];
        };
        svg.addEventListener('wheel', event => {
          event.preventDefault();
          zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 300), ...place(event));
        }, {passive: false});
        let drag = null;
        svg.addEventListener('pointerdown', event => {
          drag = {x: event.clientX, y: event.clientY, moved: false};
        });
        svg.addEventListener('pointermove', event => {
          if (!drag) return;
          const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
          if (!drag.moved && Math.hypot(dx, dy) < 4) return;
          if (!drag.moved) svg.setPointerCapture(event.pointerId);
          drag = {x: event.clientX, y: event.clientY, moved: true};
          svg.classList.add('moving');
          view.x -= dx * scale(); view.y -= dy * scale();
          show();
        });
        const drop = () => { drag = null; svg.classList.remove('moving'); };
        svg.addEventListener('pointerup', event => {
          const moved = drag && drag.moved;
          drop();
          const state = event.target.closest && event.target.closest('[data-state]');
          if (!moved && state) choose(+state.dataset.state, false);
        });
        svg.addEventListener('pointercancel', drop);
        const element = (name, text, className) => {
          const made = document.createElement(name);
          if (text !== undefined) made.textContent = text;
          if (className) made.className = className;
          return made;
        };
        const pretty = (text, bytes) => {
          if (bytes) return text + `\n… (${bytes} bytes)`;
          try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
        };
        const seconds = (from, to) => from && to ? ` (${(Date.parse(to) - Date.parse(from)) / 1000} s)` : '';
        const addRun = (panel, run) => {
          if (run.entered) panel.append(element('p', `${run.entered} → ${run.exited || '…'}`
            + seconds(run.entered, run.exited)));
          for (const [title, name] of [['Input', 'input'], ['Output', 'output']]) {
            if (run[name] === undefined) continue;
            panel.append(element('h3', title));
            const text = element('pre', pretty(run[name], run[name + 'Bytes']));
            text.tabIndex = 0;
            panel.append(text);
          }
          if (!run.attempts.length) return;
          panel.append(element('h3', run.attempts.length === 1 ? 'Attempt' : `${run.attempts.length} attempts`));
          const table = element('table');
          run.attempts.forEach((attempt, index) => {
            const row = element('tr');
            row.append(element('th', String(index + 1)),
              element('td', (attempt.outcome || 'running') + seconds(attempt.scheduled, attempt.ended),
                attempt.outcome === 'SUCCEEDED' ? '' : 'failed'),
              element('td', [attempt.error, attempt.cause].filter(Boolean).join(': ')));
            table.append(row);
          });
          panel.append(table);
        };
        let chosen = null;
        function choose(index, focus) {
          const state = states[index];
          const box = document.querySelector(`#drawing [data-state="${index}"]`);
          if (!state) return;
          if (chosen) chosen.classList.remove('chosen');
          chosen = box;
          if (box) box.classList.add('chosen');
          details.replaceChildren(element('h2', state.name));
          details.append(element('p', [state.type, state.detail].filter(Boolean).join(' · ')));
          if (state.comment) details.append(element('p', state.comment));
          for (const retry of state.retries) details.append(element('p', '↻ ' + retry));
          for (const way of state.ways) {
            const words = way.kind === 'caught' ? '⚠ on ' : way.kind === 'choice' ? 'if ' : '';
            const taken = way.taken ? ` (${way.taken} ×)` : '';
            details.append(element('p', `${words}${(way.labels || []).join(' or ')} → ${way.to}${taken}`.trim(),
              way.kind === 'caught' ? 'caught-text' : ''));
          }
          if (state.status) {
            details.append(element('p', `${state.status}${state.count > 1 ? `, ${state.count} times` : ''}`,
              state.status));
          }
          for (const remark of state.remarks || []) details.append(element('p', '• ' + remark));
          const runs = state.runs || [];
          const one = element('div');
          const showRun = number => { one.replaceChildren(); if (runs[number]) addRun(one, runs[number]); };
          if (runs.length > 1) {
            const select = element('select');
            select.setAttribute('aria-label', 'Run');
            runs.forEach((run, number) => select.append(
              new Option(`run ${number + 1} of ${state.count}: ${run.status}`, number)));
            select.addEventListener('change', () => showRun(+select.value));
            details.append(select);
          }
          details.append(one);
          showRun(0);
          if (focus && box) bring(box);
        }
        /// Moves the drawing so that a state can be seen.
        function bring(box) {
          const area = box.querySelector('.box').getBBox();
          const inside = area.x >= view.x && area.y >= view.y && area.x + area.width <= view.x + view.w
            && area.y + area.height <= view.y + view.h;
          if (!inside) {
            view.x = area.x + area.width / 2 - view.w / 2;
            view.y = area.y + area.height / 2 - view.h / 2;
            show();
          }
        }
        svg.addEventListener('focusin', event => {
          const state = event.target.closest('[data-state]');
          if (state) bring(state);
        });
        svg.addEventListener('keydown', event => {
          const step = 40 * scale();
          const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
          const state = event.target.closest('[data-state]');
          if (moves[event.key]) {
            view.x += moves[event.key][0] * step; view.y += moves[event.key][1] * step; show();
          } else if (event.key === '+' || event.key === '=') zoomMiddle(0.8);
          else if (event.key === '-') zoomMiddle(1.25);
          else if (event.key === '0') fit();
          else if ((event.key === 'Enter' || event.key === ' ') && state) choose(+state.dataset.state, true);
          else return;
          event.preventDefault();
        });
        document.querySelector('nav').addEventListener('click', event => {
          const button = event.target.closest('[data-state]');
          if (button) choose(+button.dataset.state, true);
        });
        document.getElementById('zoom-in').onclick = () => zoomMiddle(0.8);
        document.getElementById('zoom-out').onclick = () => zoomMiddle(1.25);
        document.getElementById('fit').onclick = fit;
        document.getElementById('theme').onclick = () => {
          const root = document.documentElement;
          const isDark = root.dataset.theme ? root.dataset.theme === 'dark'
            : matchMedia('(prefers-color-scheme: dark)').matches;
          root.dataset.theme = isDark ? 'light' : 'dark';
        };
        // A long machine starts at its start, in a size that can be read.
        const begin = () => look(Math.min(Math.max(svg.clientHeight / full.h, 0.7), svg.clientWidth / full.w, 1.25));
        begin();
        // What went wrong is what people look for.
        const wrong = states.findIndex(state => state.status === 'failed');
        if (wrong >= 0) choose(wrong, false);
        })();

        """#
}
