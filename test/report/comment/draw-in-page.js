/* global document, location, mermaid, window */
// Runs in the page of a browser, beside Mermaid, set up as GitHub does: nothing that a diagram says is trusted.
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

/** Draws a source, and tells what is in the drawing. Rejects where Mermaid shows its error instead. */
window.draw = async (source) => {
  const { svg } = await mermaid.render("graph", source);
  document.body.innerHTML = svg;
  const all = [...document.body.querySelectorAll("*")];
  const texts = (selector) =>
    [...document.body.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());
  const drawing = {
    nodes: texts("g.node"),
    edges: texts("g.edgeLabel"),
    groups: texts("g.cluster"),
    arrows: document.body.querySelectorAll("path.flowchart-link").length,
    elements: [...new Set(all.map(({ localName }) => localName))],
    handlers: all.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => /^on|href|src$/.test(name)).length,
    address: location.href,
  };
  document.body.innerHTML = "";
  return drawing;
};
