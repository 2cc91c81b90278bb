// Makes a program of the examples in a header: each block between ```c or ```cpp and ``` in a comment becomes one test,
// named after the function that the comment belongs to, or after its number.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

/// The text of a line of a comment.
static std::string text_of(const std::string &line) {
  std::size_t at = line.find_first_not_of(" ");
  if (at == std::string::npos) return "";
  at = line.find_first_not_of(line[at] == '*' ? "*" : "/", at);
  if (at == std::string::npos) return "";
  return line.substr(at + (line[at] == ' ' ? 1 : 0));
}

static bool is_comment(const std::string &line) {
  const std::size_t at = line.find_first_not_of(" ");
  return at != std::string::npos && (line[at] == '*' || line.compare(at, 2, "//") == 0);
}

/// The last word before the first parenthesis of a declaration.
static std::string declared(const std::string &line) {
  const std::size_t end = line.find('(');
  const std::size_t start = line.find_last_of(" *", end) + 1;
  return line.substr(start, end - start);
}

int main(int argc, char **argv) {
  const std::string path = argc > 1 ? argv[1] : "";
  std::ifstream header(path);
  std::string line, example;
  std::vector<std::string> names;
  bool inside = false;
  std::cout << "#undef NDEBUG\n#include <" << path.substr(path.rfind('/') + 1)
            << ">\n#include <assert.h>\n#include <string.h>\n\n#include \"check.h\"\n\n";
  const auto finish = [&](const std::string &name) {
    names.push_back("the_example_of_" + name);
    std::cout << "static void " << names.back() << "(void) {\n" << example << "}\n\n";
    example.clear();
  };
  while (std::getline(header, line)) {
    if (text_of(line).rfind("```c", 0) == 0) {
      inside = true;
    } else if (text_of(line).rfind("```", 0) == 0) {
      inside = false;
    } else if (inside) {
      example += "  " + text_of(line) + "\n";
    } else if (!example.empty() && !is_comment(line) && line.find('(') != std::string::npos) {
      finish(declared(line));
    }
  }
  if (!example.empty()) finish("the_header");
  std::cout << "int main(void) {\n";
  for (const std::string &name : names) std::cout << "  run(" << name << ");\n";
  std::cout << "  finish();\n}\n";
  return header.eof() && !names.empty() ? 0 : 1;
}
