// Every function of the C header is called by the C++ classes and by a test in C; what is left out is named here.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "check.h"

namespace fs = std::filesystem;

static const fs::path kFolder = SOURCE_FOLDER;

/// What C++ has no use for, or reaches in another way.
static const std::set<std::string> kNotInCpp = {"aa_abi_version", "aa_buffer_data", "aa_status_area",
                                                "aa_status_text", "aa_str_of",      "aa_version_number",
                                                "aa_merged_put_encoded"};

static std::string text_of(const fs::path &folder, const std::set<std::string> &endings) {
  std::ostringstream text;
  for (const auto &entry : fs::recursive_directory_iterator(folder)) {
    if (endings.count(entry.path().extension()) > 0) text << std::ifstream(entry.path()).rdbuf();
  }
  return text.str();
}

static std::set<std::string> words(const std::string &text) {
  static const std::regex name("\\baa_\\w+");
  return {std::sregex_token_iterator(text.begin(), text.end(), name), {}};
}

static std::set<std::string> declared() {
  std::ostringstream header;
  header << std::ifstream(kFolder / "include/active_active.h").rdbuf();
  const std::string plain = std::regex_replace(header.str(), std::regex("/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"), "");
  static const std::regex declaration("\n[a-z][^\n;{]*\\b(aa_\\w+)\\(");
  return {std::sregex_token_iterator(plain.begin(), plain.end(), declaration, 1), {}};
}

static void covers(const std::set<std::string> &used, const std::set<std::string> &left_out) {
  const std::set<std::string> functions = declared();
  check(functions.size() > 100);
  for (const std::string &function : functions) {
    const bool is_used = used.count(function) > 0, is_left_out = left_out.count(function) > 0;
    if (is_used == is_left_out) std::cerr << function << (is_used ? " is used after all\n" : " is not used\n");
    check(is_used != is_left_out);
  }
}

static void every_function_is_called_by_a_test() { covers(words(text_of(kFolder / "tests", {".c", ".h"})), {}); }

static void every_function_is_called_by_the_classes() {
  covers(words(text_of(kFolder / "include", {".hpp"})), kNotInCpp);
}

int main() {
  run(every_function_is_called_by_a_test);
  run(every_function_is_called_by_the_classes);
  finish();
}
