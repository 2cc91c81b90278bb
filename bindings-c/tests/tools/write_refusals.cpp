// Makes a program that calls every function of a header that returns a status, with one argument wrong at a time: each
// pointer null, each text not UTF-8, each text and each run of bytes null with a length, each of them junk. A function
// that is added is tested without anyone thinking of it.
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

struct Parameter {
  std::string type, name;
  bool is(const char *suffix) const {
    return type.size() >= std::string(suffix).size() && type.rfind(suffix) == type.size() - std::string(suffix).size();
  }
  bool is_pointer() const { return type.back() == '*'; }
  bool is_output() const { return name == "out"; }
};

struct Function {
  std::string name;
  std::vector<Parameter> parameters;
};

/// Which pointers may be null, as the documentation says.
static const std::set<std::string> kNullable = {"error",  "written",  "sender", "summary",
                                                "report", "settings", "limits", "filter",
                                                "data",   "lines",    "after",  "aa_router_new.keys",
                                                "aa_router_observe.out",  "aa_router_set_home.out"};

static bool may_be_null(const Function &function, const Parameter &parameter) {
  return kNullable.count(parameter.name) > 0 || kNullable.count(function.name + "." + parameter.name) > 0;
}

/// What is right, by function and parameter, by parameter and type, or by type.
static const std::map<std::string, std::string> kRight = {
    {"aa_resolve.a", "VERSION"},
    {"aa_resolve.b", "VERSION"},
    {"aa_dot_store_join.a", "STORE"},
    {"aa_dot_store_join.b", "STORE"},
    {"aa_deployment_class_of.key", "AA_STR(\"note/1\")"},
    {"strategy", "AA_STR(\"last-write-wins\")"},
    {"key", "AA_STR(\"note/1\")"},
    {"aa_region_resolve_conflict.pick", "((aa_str){NULL, 0})"},
    {"region struct aa_str", "AA_STR(\"eu\")"},
    {"target", "AA_STR(\"us\")"},
    {"struct aa_str", "AA_STR(\"1\")"},
    {"struct aa_bytes", "((aa_bytes){NULL, 0})"},
    {"struct aa_timestamp", "((aa_timestamp){1, 1})"},
    {"struct aa_stream", "((aa_stream){1, 1, 0, 0})"},
    {"struct aa_dot", "((aa_dot){{1, 1, 0, 0}, 1})"},
    {"struct aa_uuid", "uuid"},
    {"const struct aa_clock_options *", "&clock_options"},
    {"const struct aa_clock *", "clock_handle"},
    {"struct aa_clock *", "clock_handle"},
    {"struct aa_uuid7 *", "uuids"},
    {"struct aa_snowflake *", "snowflakes"},
    {"const struct aa_snowflake *", "snowflakes"},
    {"struct aa_rate_monitor *", "monitor_handle"},
    {"const struct aa_rate_monitor *", "monitor_handle"},
    {"struct aa_space_saving *", "sketch_handle"},
    {"const struct aa_space_saving *", "sketch_handle"},
    {"struct aa_version_vector *", "vector"},
    {"const struct aa_version_vector *", "vector"},
    {"const struct aa_deployment *", "deployment"},
    {"struct aa_region *", "region"},
    {"const struct aa_region *", "region"},
    {"const struct aa_read *", "read_handle"},
    {"struct aa_router *", "router"},
    {"const struct aa_router *", "router"},
    {"const struct aa_token_keys *", "token_keys"},
    {"const struct aa_token_key *", "&token_key"},
    {"earlier", "((aa_str){NULL, 0})"},
    {"aa_deployment_label_set.names", "AA_STR(\"[]\")"},
    {"action", "AA_STR(\"store\")"},
    {"aa_deployment_allows.region", "AA_STR(\"eu\")"},
    {"class_name", "AA_STR(\"notes\")"},
    {"aa_router_set_draining.region", "AA_STR(\"eu\")"},
    {"const struct aa_str *", "NULL"},
    {"const struct aa_field *", "NULL"},
    {"const struct aa_timestamp *", "NULL"},
    {"aa_merge_function", "merge_to_null"},
    {"aa_region_merge_function", "merge_region_to_null"},
    {"void *", "NULL"},
    {"name", "AA_STR(\"merge\")"},
    {"aa_check_merge.options", "AA_STR(\"{\\\"cases\\\":1}\")"},
    {"aa_three_way.rules", "AA_STR(\"{}\")"},
    {"now_ms", "NOW"},
    {"capacity", "sizeof out"},
    {"path_len", "0"},
    {"fields_len", "0"},
    {"", "1"},
};

static std::string right(const Function &function, const Parameter &parameter) {
  if (parameter.name == "error") return "&error";
  if (parameter.is_pointer() && may_be_null(function, parameter)) return "NULL";
  if (parameter.is_output()) return parameter.is("char *") || parameter.is("uint8_t *") ? "out" : "&out";
  for (const std::string &key : {function.name + "." + parameter.name, parameter.name + " " + parameter.type,
                                 parameter.name, parameter.type, std::string()}) {
    const auto found = kRight.find(key);
    if (found != kRight.end()) return found->second;
  }
  return "";
}

/// The call with the argument at a place replaced; an array that is null has a length.
static std::string call(const Function &function, std::size_t wrong, const std::string &argument) {
  std::string text = function.name + "(";
  for (std::size_t at = 0; at < function.parameters.size(); ++at) {
    const bool is_length = at == wrong + 1 && function.parameters[at].name == function.parameters[wrong].name + "_len";
    text += at == 0 ? "" : ", ";
    text += at == wrong ? argument : is_length ? "1" : right(function, function.parameters[at]);
  }
  return text + ")";
}

/// The output of a function, and what releases it.
static void declare_output(const Function &function, std::string &declared, std::string &released) {
  for (const Parameter &parameter : function.parameters) {
    if (!parameter.is_output()) continue;
    const std::string type = parameter.type.substr(0, parameter.type.size() - 1);
    const bool is_array = parameter.is("char *") || parameter.is("uint8_t *");
    declared = "  " + type + (is_array ? "out[64]" : "out") + ";\n  memset(&out, 0, sizeof out);\n";
    std::smatch handle;
    if (std::regex_match(type, handle, std::regex("struct (\\w+) \\*"))) {
      released = "  " + handle.str(1) + "_free(out);\n  out = NULL;\n";
    }
  }
}

static void write_test(const Function &function) {
  std::string declared, released;
  declare_output(function, declared, released);
  std::cout << "static void " << function.name << "_refuses(void) {\n" << declared;
  for (std::size_t at = 0; at < function.parameters.size(); ++at) {
    const Parameter &parameter = function.parameters[at];
    const auto refuses = [&](const char *code, const char *argument) {
      std::cout << "  refused(" << code << ", " << call(function, at, argument) << ");\n";
    };
    const auto survives = [&](const char *argument) {
      std::cout << "  survived(" << call(function, at, argument) << ");\n" << released;
    };
    // What is handed on to a function, and where a list begins, may be left out.
    const bool may_be_left_out = parameter.type == "void *" || parameter.type == "const struct aa_timestamp *";
    if (parameter.is_pointer() && !may_be_left_out && !may_be_null(function, parameter)) {
      refuses("AA_NULL_POINTER", "NULL");
    }
    if (parameter.type == "struct aa_str") {
      refuses("AA_INVALID_UTF8", "BAD_UTF8");
      refuses("AA_NULL_POINTER", "NULL_TEXT");
      survives("JUNK_TEXT");
    }
    if (parameter.type == "struct aa_bytes") {
      refuses("AA_NULL_POINTER", "NULL_BYTES");
      survives("JUNK_BYTES");
    }
    if (parameter.name == "error") survives("&error");
  }
  std::cout << "}\n\n";
}

static std::vector<Function> functions(const std::string &header) {
  const std::string plain = std::regex_replace(header, std::regex("/\\*[^*]*\\*+([^/*][^*]*\\*+)*/"), "");
  const std::regex declaration("\naa_status (\\w+)\\(([^)]*)\\);"), parameter("\\s*(.*[ *])(\\w+)\\s*");
  std::vector<Function> found;
  for (std::sregex_iterator at(plain.begin(), plain.end(), declaration), end; at != end; ++at) {
    Function function{at->str(1), {}};
    std::istringstream list(at->str(2));
    for (std::string one; std::getline(list, one, ',');) {
      std::smatch parts;
      if (!std::regex_match(one, parts, parameter)) continue;
      std::string type = std::regex_replace(parts.str(1), std::regex("\\s+$"), "");
      function.parameters.push_back({type, parts.str(2)});
    }
    if (!function.parameters.empty() && function.parameters.back().name == "error" &&
        function.parameters.back().type == "struct aa_error **") {
      found.push_back(function);
    }
  }
  return found;
}

int main(int argc, char **argv) {
  std::ostringstream header;
  header << std::ifstream(argc > 1 ? argv[1] : "").rdbuf();
  const std::vector<Function> found = functions(header.str());
  std::cout << "#include \"arguments.h\"\n\n";
  for (const Function &function : found) write_test(function);
  std::cout << "int main(void) {\n  make_arguments();\n";
  for (const Function &function : found) std::cout << "  run(" << function.name << "_refuses);\n";
  std::cout << "  free_arguments();\n  finish();\n}\n";
  return found.size() > 50 ? 0 : 1;
}
