// One region of the shop, in C++; region.py and region.mjs are the same program in Python and in JavaScript.
//
//     region DEPLOYMENT REGION CONTROL_PORT PEER=PORT...
//
// It takes operations from the demo on its control connection, and replicates with every peer on a connection each. A
// frame is `u32 length (big-endian) | u8 kind | payload`; README.md beside this file says what each kind holds.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "active_active.hpp"

namespace aa = active_active;
using Clock = std::chrono::steady_clock;
using Lines = std::vector<std::string>;

constexpr std::uint8_t BATCH = 'B', ACKNOWLEDGEMENT = 'A', REPORT = 'R';
constexpr std::size_t BATCH_BYTES_MAX = 64 * 1024, ALL = SIZE_MAX;
constexpr int TICK_MS = 10;
constexpr auto DIAL_EVERY = std::chrono::milliseconds(100);

// The connection broke; a peer is dialled again.
struct Closed : std::system_error {
  Closed() : std::system_error(errno, std::generic_category()) {}
};

struct Frame {
  std::uint8_t kind;
  aa::Bytes payload;
};

// A socket that carries frames.
class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
      ::close(socket_);
      throw Closed();
    }
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;

  int socket() const { return socket_; }

  void send(std::uint8_t kind, aa::BytesView payload) {
    aa::Bytes frame(5);
    const std::uint32_t length = htonl(static_cast<std::uint32_t>(payload.size() + 1));
    std::memcpy(frame.data(), &length, sizeof length);
    frame[4] = kind;
    frame.insert(frame.end(), payload.begin(), payload.end());
    for (std::size_t sent = 0; sent < frame.size();) {
      const auto more = ::send(socket_, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
      if (more < 0) throw Closed();
      sent += static_cast<std::size_t>(more);
    }
  }

  std::vector<Frame> receive() {
    std::uint8_t arrived[1 << 16];
    const auto count = ::recv(socket_, arrived, sizeof arrived, 0);
    if (count <= 0) throw Closed();
    received_.insert(received_.end(), arrived, arrived + count);
    std::vector<Frame> frames;
    auto begin = received_.begin();
    while (received_.end() - begin >= 5) {
      std::uint32_t length;
      std::memcpy(&length, &*begin, sizeof length);
      length = ntohl(length);
      if (received_.end() - begin < 4 + static_cast<std::ptrdiff_t>(length)) break;
      frames.push_back({begin[4], aa::Bytes(begin + 5, begin + 4 + length)});
      begin += 4 + length;
    }
    received_.erase(received_.begin(), begin);
    return frames;
  }

 private:
  int socket_;
  aa::Bytes received_;
};

// Another region, and the connection to it while there is one.
struct Peer {
  std::string name;
  int port;
  std::unique_ptr<Connection> connection = nullptr;
  std::size_t unanswered = 0;
  Clock::time_point dialled = {};

  void dial() {
    if (Clock::now() - dialled < DIAL_EVERY) return;
    dialled = Clock::now();
    connection = std::make_unique<Connection>(port);
    unanswered = 0;
  }
};

// What the demo is told: a name, then `name TAB value as JSON` lines.
struct Report {
  std::string text;

  void line(std::string_view name, std::string_view json) { text.append("\n").append(name).append("\t").append(json); }
  void line(std::string_view name, std::uint64_t number) { line(name, std::to_string(number)); }
  void quoted(std::string_view name, std::string_view text) {
    std::string json = "\"";
    for (const char c : text) json += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    line(name, json + '"');
  }
  void send(Connection &control) const {
    control.send(REPORT, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
  }
};

// The region with what the demo wants to know about it.
class Shop {
 public:
  Shop(aa::Region region, std::vector<Peer> peers) : peers(std::move(peers)), region_(std::move(region)) {}

  std::vector<Peer> peers;

  void on_control(Connection &control, const aa::Bytes &payload) {
    const Lines lines = split({payload.begin(), payload.end()}, '\n');
    if (lines.size() < 3) return report(control, lines[0], lines.back());
    try {
      write(lines[0], lines[1], lines[2], Lines(lines.begin() + 3, lines.end()));
      written_ += 1;
    } catch (const aa::Error &error) {
      refused_ += 1;
      if (refusal_.empty()) refusal_ = lines[0] + " " + lines[1] + ": " + error.what();
    }
  }

  void on_peer(Peer &peer, const Frame &frame) {
    if (frame.kind == BATCH) {
      const auto started = Clock::now();
      const auto report = region_.apply(frame.payload);
      apply_time_ += Clock::now() - started;
      applied_ += report.applied;
      duplicates_ += report.duplicates;
      peer.connection->send(ACKNOWLEDGEMENT, region_.acknowledgement_for(peer.name));
    } else if (frame.kind == ACKNOWLEDGEMENT) {
      region_.acknowledge(frame.payload);
      if (peer.unanswered > 0) peer.unanswered -= 1;
    }
  }

  // Dials who is not connected; sends what is new to who has answered everything before.
  void replicate() {
    for (Peer &peer : peers) {
      try {
        if (!peer.connection) peer.dial();
        if (!peer.connection || peer.unanswered > 0) continue;
        for (const aa::BytesView batch : region_.batches_for(peer.name, BATCH_BYTES_MAX)) {
          peer.connection->send(BATCH, batch);
          peer.unanswered += 1;
        }
      } catch (const Closed &) {
        peer.connection.reset();
      }
    }
  }

  static Lines split(const std::string &text, char at) {
    Lines parts(1);
    for (const char c : text) c == at ? void(parts.emplace_back()) : parts.back().push_back(c);
    return parts;
  }

 private:
  void write(const std::string &verb, const std::string &key, const std::string &argument, const Lines &path) {
    if (verb == "put") region_.put(key, argument, path);
    if (verb == "edit") edit(key, argument, path);
    if (verb == "patch") patch(key, path);
    if (verb == "delete") region_.delete_record(key);
    if (verb == "unset") region_.unset(key, path);
    if (verb == "increment") region_.increment(key, std::stoll(argument), path);
    if (verb == "assign") region_.assign(key, std::stoll(argument), path);
    if (verb == "reset") region_.reset(key, path);
    if (verb == "add") region_.add(key, argument, path);
    if (verb == "remove") region_.remove(key, argument, path);
    if (verb == "clear") region_.clear(key, path);
    if (verb == "enable") region_.enable(key, path);
    if (verb == "disable") region_.disable(key, path);
    if (verb == "transfer") region_.transfer(key, path.at(0), std::stoll(argument));
    if (verb == "claim") region_.claim(key, argument, '"' + path.at(0) + '"');
    if (verb == "resolve") region_.pick_conflict(key, argument.at(1));
  }

  void edit(const std::string &key, const std::string &argument, const Lines &path) {
    const auto seen = region_.get(key);
    region_.put(key, argument, path, seen ? std::optional(seen->context()) : std::nullopt);
  }

  void patch(const std::string &key, const Lines &lines) {
    std::vector<aa::Field> fields;
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2) fields.push_back({{lines[i]}, lines[i + 1]});
    region_.patch(key, fields);
  }

  void report(Connection &control, const std::string &name, const std::string &key) {
    Report report{name};
    if (name == "conflicts") {
      report.line("conflicts", region_.conflicts());
    } else if (name == "keys") {
      report.line("keys", region_.keys("", {}, ALL));
    } else if (name == "record") {
      if (const auto read = region_.get(key)) report.line("value", read->value());
    } else {
      report.line("written", written_);
      report.line("refused", refused_);
      report.quoted("refusal", refusal_);
      report.line("applied", applied_);
      report.line("duplicates", duplicates_);
      report.line("apply_us", std::chrono::duration_cast<std::chrono::microseconds>(apply_time_).count());
      report.line("status", region_.status());
      report.quoted("digest", region_.digest().to_string());
    }
    report.send(control);
  }

  aa::Region region_;
  std::uint64_t written_ = 0, refused_ = 0, applied_ = 0, duplicates_ = 0;
  std::string refusal_;
  Clock::duration apply_time_{};
};

// Of addresses that were written apart, the one with the most columns; of several the latest. Every column is a text, and
// so has four quotes.
std::optional<std::string> most_complete_address(const aa::MergeInput &conflict) {
  const auto columns = [](std::string_view json) { return std::count(json.begin(), json.end(), '"') / 4; };
  std::string_view best;
  for (const aa::MergeVersion &version : conflict.versions) {
    if (columns(version.value) >= columns(best)) best = version.value;
  }
  return std::string(best);
}

int main(int count, char **arguments) {
  if (count < 4) return std::cerr << "usage: region DEPLOYMENT REGION CONTROL_PORT PEER=PORT...\n", 2;
  std::ifstream file(arguments[1]);
  const std::string document(std::istreambuf_iterator<char>(file), {});
  std::vector<Peer> peers;
  for (int i = 4; i < count; ++i) {
    const Lines pair = Shop::split(arguments[i], '=');
    peers.push_back({pair.at(0), std::stoi(pair.at(1))});
  }
  aa::Region region = aa::Region::open(aa::Deployment::parse(document), arguments[2]);
  region.register_merge("most-complete-address", 1, most_complete_address);
  Shop shop(std::move(region), std::move(peers));
  Connection control(std::stoi(arguments[3]));
  Report hello{"hello"};
  hello.quoted("region", arguments[2]);
  hello.quoted("version", "C++ " + std::to_string(__cplusplus / 100 % 100));
  hello.send(control);
  for (;;) {
    shop.replicate();
    std::vector<pollfd> waiting{{control.socket(), POLLIN, 0}};
    std::vector<Peer *> connected;
    for (Peer &peer : shop.peers) {
      if (!peer.connection) continue;
      waiting.push_back({peer.connection->socket(), POLLIN, 0});
      connected.push_back(&peer);
    }
    ::poll(waiting.data(), waiting.size(), TICK_MS);
    try {
      if (waiting[0].revents) {
        for (const Frame &frame : control.receive()) shop.on_control(control, frame.payload);
      }
    } catch (const Closed &) {
      return 0;
    }
    for (std::size_t i = 0; i < connected.size(); ++i) {
      try {
        if (!waiting[i + 1].revents) continue;
        for (const Frame &frame : connected[i]->connection->receive()) shop.on_peer(*connected[i], frame);
      } catch (const Closed &) {
        connected[i]->connection.reset();
      }
    }
  }
}
