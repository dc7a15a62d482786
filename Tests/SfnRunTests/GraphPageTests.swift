import Foundation
import Testing

/// The page of `sfn-run graph --format html` in a real browser, where there is one.
struct GraphPageTests {
    static let browser: String? = ["chromium", "chromium-browser", "google-chrome"].flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Measures texts as the browser draws them, uses keys and buttons, and says what is wrong.
    static let measuring = #"""
        <script>
        (() => {
          const faults = [], box = element => element.getBBox();
          const leaves = (inner, outer) => inner.x < outer.x || inner.x + inner.width > outer.x + outer.width
            || inner.y < outer.y - 2 || inner.y + inner.height > outer.y + outer.height + 2;
          for (const [group, frame] of [['.state', '.box'], ['.on', '.place']])
            for (const owner of document.querySelectorAll('#drawing ' + group))
              for (const text of owner.querySelectorAll('text'))
                if (leaves(box(text), box(owner.querySelector(frame)))) faults.push(text.textContent);
          const buttons = [...document.querySelectorAll('nav [data-state]')];
          for (const button of buttons) {
            button.click();
            const name = document.querySelector('#details h2').textContent;
            if (name !== button.querySelector('b').textContent) faults.push('details of ' + name);
          }
          const first = document.querySelector('#drawing [data-state="0"]');
          first.focus();
          const press = (element, key) => element.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
          press(first, 'Enter');
          if (document.activeElement !== first || !first.classList.contains('chosen')) faults.push('Enter');
          const drawing = document.getElementById('drawing'), view = () => drawing.getAttribute('viewBox');
          for (const key of ['+', 'ArrowLeft']) {
            const before = view();
            press(drawing, key);
            if (view() === before) faults.push(key);
          }
          document.getElementById('theme').click();
          if (!document.documentElement.dataset.theme) faults.push('theme');
          document.body.dataset.measured = buttons.length + ' states: ' + faults.join(', ');
        })();
        </script>
        """#

    @Test func aBrowserDrawsItWithoutFaults() async throws {
        guard let browser = Self.browser else {
            print("There is no Chromium: the page of sfn-run graph is not looked at in a browser.")
            return
        }
        try await SfnRun.withFolder(GraphTests.files) { folder in
            _ = try await SfnRun.run(["order.json", "--mocks", "mocks.json", "--history", "h.json"], in: folder)
            for (arguments, states) in [(["--history", "h.json"], 6), ([], 6)] {
                let page = try await SfnRun.run(["graph", "order.json", "--format", "html"] + arguments, in: folder)
                try Data((page.output + Self.measuring).utf8).write(to: folder.appending(path: "page.html"))
                let flags = "--headless=new --no-sandbox --disable-gpu --window-size=1400,900 --dump-dom"
                let outcome = try await SfnRun.shell(
                    "timeout 60 '\(browser)' \(flags) \"file://$PWD/page.html\" 2>/dev/null", in: folder)
                #expect(
                    outcome.output.contains("data-measured=\"\(states) states: \""), "\(outcome.output.suffix(2_000))")
            }
        }
    }
}
