import activeActive = require("active-active");

const text: string = activeActive.version();

export { text };
