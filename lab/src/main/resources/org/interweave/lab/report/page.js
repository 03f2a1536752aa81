(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');

  function look() {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue('--' + name).trim();
    const font = getComputedStyle(document.body).fontFamily;
    const words = { labelColor: colour('muted'), titleColor: colour('muted'), labelFont: font, titleFont: font,
      labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' };
    const series = [1, 2, 3, 4, 5, 6].map(i => colour('s' + i));
    return {
      background: null,
      font,
      view: { stroke: null },
      axis: { ...words, domainColor: colour('line'), tickColor: colour('line'), gridColor: colour('line'), gridOpacity: 0.6 },
      axisX: { grid: false },
      axisBand: { domain: true, ticks: false, labelPadding: 6, labelColor: colour('ink') },
      range: { category: series },
      line: { color: series[0] },
      point: { color: series[0] },
      rule: { color: colour('ink') },
      text: { color: colour('ink'), font }
    };
  }

  // One after another, with the page free in between: a study can have a hundred charts.
  let drawing = 0;
  async function draw() {
    const round = ++drawing;
    const config = look();
    for (const chart of data.charts) {
      if (round !== drawing) return;
      await vegaEmbed('#' + chart.id, chart.spec, { mode: 'vega-lite', ast: true, renderer: chart.renderer, config,
        actions: false, tooltip: { theme: dark.matches ? 'dark' : 'light' } });
      await new Promise(done => setTimeout(done));
    }
  }
  draw();
  dark.addEventListener('change', draw);

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  }

  document.addEventListener('click', async event => {
    const button = event.target.closest('button[data-table]');
    if (!button) return;
    const { table, form } = button.dataset;
    await copy(data.copies[table][form]);
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = form; }, 1200);
  });
})();
