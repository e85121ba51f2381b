/* Compress chosen files before they are sent: AWS Lambda takes 6 MB at most, and a table shrinks five to twenty times.
   Without this script, or in a browser that cannot compress, files are sent as they are. */
"use strict";

(() => {
  const WORTHWHILE = 100_000; // bytes: a smaller file goes as it is
  if (!window.CompressionStream) return;

  const isLarge = (file) => file.size >= WORTHWHILE && !file.name.endsWith(".gz");

  async function compress(file) {
    if (!isLarge(file)) return file;
    const packed = await new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
    return new File([packed], `${file.name}.gz`, { type: "application/gzip" });
  }

  document.addEventListener("submit", (event) => {
    const input = event.target.querySelector("input[type=file][data-compress]");
    const files = [...(input?.files ?? [])];
    if (!files.some(isLarge)) return;
    event.preventDefault();
    const submitter = event.submitter;
    Promise.all(files.map(compress)).then((packed) => {
      const chosen = new DataTransfer();
      packed.forEach((file) => chosen.items.add(file));
      input.files = chosen.files;
      event.target.requestSubmit(submitter);
    }).catch(() => event.target.submit()); // a file that cannot be read: let the server say so
  });
})();
