import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

const here = dirname(fileURLToPath(import.meta.url));

export default tseslint.config({
  files: ["**/*.ts"],
  extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
  languageOptions: {
    parserOptions: {
      project: join(here, "../../src/Todo.Frontend/assets/tsconfig.json"),
    },
  },
  rules: {
    "@typescript-eslint/explicit-function-return-type": "error",
    "@typescript-eslint/naming-convention": [
      "error",
      { selector: "default", format: ["camelCase"] },
      { selector: "typeLike", format: ["PascalCase"] },
      { selector: "import", format: null },
      { selector: ["property", "objectLiteralProperty", "typeProperty"], format: null },
    ],
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    "no-restricted-globals": ["error", "localStorage", "sessionStorage", "eval"],
    "no-restricted-properties": [
      "error",
      { property: "innerHTML", message: "Text is set as text; the policy forbids more." },
      { property: "outerHTML", message: "Text is set as text; the policy forbids more." },
      { property: "insertAdjacentHTML", message: "Text is set as text; the policy forbids more." },
    ],
  },
});
