// Files of answers that have not arrived yet, kept on the device as answers are. A file goes away
// once the server has it, is taken back or refused, and with the end of the attempt.

export class KeptFiles {
  constructor(storage, attempt) {
    this.storage = storage;
    this.prefix = `file/${attempt}/`;
  }

  /** The keeper of the question at a place: `put` resolves true when the file is on the device. */
  of(item) {
    const place = (key) => `${this.prefix}${item}/${key}`;
    return {
      put: async ({ key, name, content }) => {
        if (!this.storage.files) return false;
        await this.storage.put(place(key), { item, key, name, content });
        return true;
      },
      remove: async (key) => {
        if (this.storage.files) await this.storage.remove(place(key));
      },
    };
  }

  /** What an earlier page left. */
  async left() {
    return this.storage.files ? this.storage.list(this.prefix) : [];
  }

  async end() {
    for (const { item, key } of await this.left()) await this.of(item).remove(key);
  }
}
