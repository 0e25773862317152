// SPDX-License-Identifier: MIT
// A C++ program that throws, in many threads; and says on stdout whose
// unwinder it uses: see heapmeter_stacks_test.c.
#include <dlfcn.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <unwind.h>
#include <vector>

static int thrower(int depth)
{
    std::string text(static_cast<size_t>(depth) + 100, 'x');

    if (depth == 0)
        throw std::runtime_error(text);
    return thrower(depth - 1) + static_cast<int>(text.size());
}

static void work(int *caught)
{
    for (int i = 0; i < 2000; i++) {
        try {
            thrower(i % 20);
        } catch (const std::exception &) {
            ++*caught;
        }
    }
}

int main()
{
    const int count = 16;
    std::vector<int> caught(count);
    std::vector<std::thread> threads;
    Dl_info info{};
    int all = 0;

    for (int &each : caught)
        threads.emplace_back(work, &each);
    for (std::thread &each : threads)
        each.join();
    for (int each : caught)
        all += each;
    if (dladdr(reinterpret_cast<void *>(&_Unwind_RaiseException), &info) == 0)
        return 1;
    const std::string name(info.dli_fname);
    if (write(1, name.data(), name.size()) < 0)
        return 1;
    return all == count * 2000 ? 0 : 1;
}
