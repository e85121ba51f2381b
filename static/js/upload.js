/* Compress a chosen file before it is sent: AWS Lambda takes 6 MB at most, and a table shrinks five to twenty times.
   Without this script, or in a browser that cannot compress, the file is sent as it is. */
"use strict";

(() => {
  const WORTHWHILE = 100_000; // bytes: a smaller file goes as it is
  if (!window.CompressionStream) return;

  async function compress(file) {
    const packed = await new Response(file.stream().pipeThrough(new CompressionStream("gzip"))).blob();
    return new File([packed], `${file.name}.gz`, { type: "application/gzip" });
  }

  document.addEventListener("submit", (event) => {
    const input = event.target.querySelector("input[type=file][data-compress]");
    const file = input?.files[0];
    if (!file || file.size < WORTHWHILE || file.name.endsWith(".gz")) return;
    event.preventDefault();
    const submitter = event.submitter;
    compress(file).then((packed) => {
      const chosen = new DataTransfer();
      chosen.items.add(packed);
      input.files = chosen.files;
      event.target.requestSubmit(submitter);
    }).catch(() => event.target.submit()); // a file that cannot be read: let the server say so
  });
})();
