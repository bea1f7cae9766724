// The fields of a form as axios collects them, and their bytes as multipart/form-data.
(function (host, load) {
  const escaped = (name) => name.replace(/\r?\n|\r/g, '%0D%0A').replace(/"/g, '%22');

  // Bytes as axios hands them on.
  class Bytes {
    constructor([value]) {
      this.value = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    }
  }

  class FormData {
    #fields = [];

    append(name, value, fileName) {
      const isBytes = value instanceof Bytes;
      this.#fields.push([String(name), isBytes ? value.value : String(value), isBytes ? String(fileName === undefined ? 'blob' : fileName) : undefined]);
    }

    get [Symbol.toStringTag]() {
      return 'FormData';
    }

    [Symbol.iterator]() {
      return this.#fields.map(([name, value]) => [name, value])[Symbol.iterator]();
    }

    // The type that says how the parts are divided, and the bytes.
    encoded() {
      const { Buffer } = load('buffer.js');
      const boundary = `----form-${host.uuid()}`;
      const parts = this.#fields.flatMap(([name, value, fileName]) => [
        `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`,
        fileName === undefined ? '\r\n\r\n' : `; filename="${escaped(fileName)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
        typeof value === 'string' ? value.replace(/\r?\n|\r/g, '\r\n') : value,
        '\r\n',
      ]);
      const bytes = Buffer.concat([...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
      return { type: `multipart/form-data; boundary=${boundary}`, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
    }
  }

  return { FormData, Bytes };
})
