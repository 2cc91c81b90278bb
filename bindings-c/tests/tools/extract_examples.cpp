// Makes a program of the examples in a header: each block between ```c and ``` in a comment becomes one test, named
// after the function that the comment belongs to.
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

static std::string after_star(const std::string &line) {
  const std::size_t star = line.find('*');
  const std::size_t text = star == std::string::npos ? 0 : star + 1;
  return line.substr(text + (line.size() > text && line[text] == ' ' ? 1 : 0));
}

/// The last word before the first parenthesis of a declaration.
static std::string declared(const std::string &line) {
  const std::size_t end = line.find('(');
  const std::size_t start = line.find_last_of(" *", end) + 1;
  return line.substr(start, end - start);
}

int main(int argc, char **argv) {
  std::ifstream header(argc > 1 ? argv[1] : "");
  std::string line, example;
  std::vector<std::string> names;
  bool inside = false;
  std::cout << "#undef NDEBUG\n#include <active_active.h>\n#include <assert.h>\n#include <string.h>\n\n#include "
               "\"check.h\"\n\n";
  while (std::getline(header, line)) {
    if (line.find("```c") != std::string::npos) {
      inside = true;
    } else if (line.find("```") != std::string::npos) {
      inside = false;
    } else if (inside) {
      example += "  " + after_star(line) + "\n";
    } else if (!example.empty() && line.find('(') != std::string::npos && line.find('*') != 1) {
      names.push_back("the_example_of_" + declared(line));
      std::cout << "static void " << names.back() << "(void) {\n" << example << "}\n\n";
      example.clear();
    }
  }
  std::cout << "int main(void) {\n";
  for (const std::string &name : names) std::cout << "  run(" << name << ");\n";
  std::cout << "  finish();\n}\n";
  return header.eof() && !names.empty() ? 0 : 1;
}
