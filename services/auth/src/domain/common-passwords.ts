import { LEAKED_PASSWORDS } from './leaked-passwords.js';

/** Keyboard walks, dates, names and words that lists of leaked passwords have in common, with years of today. */
const PATTERNS = `
  !@#$%^&* !@#$qwer !q@w#e$r !qaz2wsx 00000000 000000000 0000000000 01234567 012345678 0123456789 0987654321
  10203040 102030405060 1029384756 11111111 111111111 1111111111 11112222 111222333 111222tianya 112112112 11223344
  1122334455 112233445566 12121212 121212121 123!@#qwe 12312312 123123123 123123aa 123123qwe 123321123 123321aa
  12341234 123412345 12344321 12345678 123456789 1234567890 1234567891 12345678910 1234567892 123456789a 123456789q
  12345678a 12345679 1234567a 1234567abc 1234567q 123456987 123456aa 123456ab 123456abc 123456as 123456asd 123456qw
  123456qwerty 12345password 12345qwert 12345qwerty 1234abcd 1234asdf 1234password 1234qwer 1234zxcv 123654789
  123698745 123abc123 123password 123qwe!@# 123qwe123 123qweasd 123qweasdzxc 12qwaszx 12wq12wq 13131313 14141414
  147258369 147852369 159357456 159753123 159753456 19841984 19851985 19871987 1a2b3c4d 1a2b3c4d5e 1password
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qaz@wsx 1qazxsw2 20002000 20202020 20252025
  22222222 2wsx3edc 321drowssap 33333333 3edc4rfv 44444444 5201314520 55555555 55667788 66666666 741852963 77777777
  789456123 789654123 87654321 876543210 88888888 888888888 951753852 963852741 98765432 987654321 9876543210
  99999999 999999999 a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 a5201314 aa123456 aa12345678 aa123456789
  aaa111aaa aaaa1111 aaaaaaa1 aaaaaaaa abc12345 abc123456 abc123456789 abc123abc abc@1234 abcabc123 abcd1234
  abcd12345 abcd123456 abcd@1234 abcdefgh abcdefghi abcdefghij abracadabra access14 accessdenied admin123 admin1234
  admin12345 admin123456 admin@123 adminadmin administration administrator alejandra alejandro alexander alexander1
  alexandra alexandra1 amanda12 america1 american andrew12 android1 angel123 angelica angelina angels12 anthony1
  aptx4869 argentina arsenal1 arsenal123 as123456 asd123asd asdasdasd asdf1234 asdf123456 asdfasdf asdfgh12
  asdfghjk asdfghjkl asdfghjkl1 asdfjkl; asdfqwer asdqwe123 ashley12 asshole1 australia autumn2024 autumn2025
  azerty123 azertyui azertyuiop baby1234 babyboy1 babydoll babygirl babygirl1 bailey12 bangalore bank1234 barcelona
  barcelona1 baseball baseball1 basketball basketball1 batman12 batman123 bbbbbbbb beautiful beautiful1 benjamin
  bestfriend bharat123 birthday birthday1 blessed1 blessing blink182 blizzard blueberry brandon1 brasil12 brittany
  brittany1 brothers bullshit business business1 buster12 butterfly butterfly1 california camaro12 canada12
  caonima1 caroline catherine champion champions changeit changeme changeme1 changeme123 charlie1 charlie123
  chelsea1 chennai1 cherry12 chevelle chevrolet cheyenne chocolate chocolate1 christ12 christian christina
  christine christmas christopher cinnamon college1 colombia computer computer1 computer12 computer123 cookie12
  cookies1 corvette corvette1 counterstrike courtney cristiano crystal1 cupcake1 daddy123 daniel12 daniel123
  danielle danielle1 darthvader database dearbook december default1 default123 deutschland diamond1 diamonds
  director doctor12 dollar12 dolphin1 dolphins donaldduck dragon12 dragon123 dragonball dragonfly drowssap drummer1
  einstein electric elephant elizabeth elizabeth1 eminem12 engineer england1 enter123 enterme1 estrella executive
  facebook facebook1 familia1 family12 father12 february fernanda fernando ferrari1 firewall football football1
  football12 football123 forever1 foreverlove francisco freedom1 freedom123 friday13 friends1 friendship fuckoff1
  fuckthis fuckyou! fuckyou1 fuckyou123 fuckyou2 gabriel1 gabriela gandalf1 george12 germany1 ginger12 godbless
  godisgood godzilla golden12 goldfish goodbye1 goodluck google123 gorgeous grandma1 greenday guest123 guest1234
  guillermo guitar12 hallelujah handsome hardware harley12 harleydavidson harrypotter heavenly hello123 hello1234
  hello12345 hello@123 hellohello hellokitty hockey12 hogwarts honey123 hospital hunter12 hunter123 hurricane
  ilovegod iloveme1 iloveu12 iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123 iloveyou2 iloveyou520 india123
  india@123 internet internet1 internet123 ironman1 isabella isabelle january1 jennifer jennifer1 jessica1
  jessica123 jesus123 jesus777 jesuschrist jonathan jordan12 jordan123 jordan23 joshua12 juventus katherine
  kawasaki killer12 killer123 kimberly kristina lakers24 legolas1 leonardo letmein! letmein1 letmein12 letmein123
  letmein2 letmeinn li123456 lightning linkedin linkinpark liverpool liverpool1 lkjhgfdsa login123 loginlogin
  london12 lovelove lovely12 loverboy lovers12 loveyou1 loveyou2 lucky123 lucky13! lucky777 m1234567 maggie12
  manager1 manchester manutd12 margaret marianne marketing marshmallow master12 master123 masterkey matrix12
  matthew1 medicine mercedes mercedes1 metallica metallica1 mexico12 michael1 michael12 michael123 michelle
  michelle1 mickeymouse microsoft midnight midnight1 millionaire minecraft minecraft1 mnbvcxz1 mnbvcxzl mommy123
  monday123 money123 moneymoney monkey12 monkey123 moonlight mother12 motorbike motorola mountain mumbai123
  musicman mustang1 mustang67 mylove12 mypassword napoleon nathaniel neo12345 networks newpassword newyork1
  nicholas nicole12 nihao123 ninja123 nintendo nirvana1 nopassword nothing1 november october1 oldpassword oliver12
  opensesame p@ssw0rd p@ssword pa$$w0rd pa$$word pa55w0rd pa55word panther1 panthers pass1234 pass12345 pass123456
  pass@123 pass@word1 passme123 passpass passport passw0rd passwor1 password password! password. password0
  password007 password01 password1 password11 password12 password123 password1234 password12345 password123456
  password2 password21 password22 password3 password321 password69 password99 passwordpassword passwords passwort
  patricia patrick1 patriots payment1 paypal123 peaches1 pepper12 personal pharmacy phoenix1 picasso1 pineapple
  platinum playstation poiuytrewq pokemon1 pokemon123 porsche1 porsche911 portugal president princesa princess
  princess1 princess12 princess123 private1 pumpkin1 q1234567 q12345678 q123456789 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
  qaz123wsx qazwsxedc qazwsxedcrfv qazxswedc qwe!@#123 qwe123qwe qweasd123 qweasdzxc qweqweqwe qwer1234 qwerasdf
  qwerasdfzxcv qwert123 qwert12345 qwerty1! qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456
  qwerty22 qwerty77 qwerty78 qwerty99 qwerty@123 qwertyqwerty qwertyu1 qwertyui qwertyui1 qwertyuio qwertyuiop
  qwertz123 qwertzuiop rainbow1 rainbows ranger12 raspberry realmadrid rebecca1 robert12 rockandroll rockstar
  rockstar1 ronaldo7 root1234 rootroot rosebud1 s1234567 samantha samantha1 samsung1 samsung123 savannah scoobydoo
  scorpion scorpion1 scotland sebastian sebastian1 secret12 secret123 secret1234 security security1 security123
  september services sesame12 shadow12 shadow123 silver12 simpsons sister12 skywalker slipknot slipknot1 snickers
  snowball snowflake snowman1 soccer10 soccer12 soccer123 softball software something sophie12 spiderman spiderman1
  spiritual spongebob spring2024 spring2025 stargate starlight startrek starwars starwars1 steelers stephanie
  stephanie1 strawberry student1 students success1 summer12 summer123 summer2023 summer2024 summer2025 sunflower
  sunrise1 sunshine sunshine1 sunshine12 sunshine123 superman superman1 superman123 superstar superuser suzuki12
  sweetheart sweetie1 sweetpea swordfish swordfish1 sysadmin teacher1 temp1234 temporary temppass test1234
  test12345 test123456 tester123 testing1 testing123 testpass testtest testtest1 thepassword thomas12 thunder1
  tiger123 tigger12 toor1234 topsecret trinity1 trumpet1 trustno1 trustnoone twilight twitter1 university unlockme
  user1234 user12345 username valentina valentine veronica victoria victoria1 victory1 volleyball w1234567 wang1234
  warrior1 warriors welcome! welcome01 welcome1 welcome12 welcome123 welcome1234 welcome2 welcome@123 whatever
  whatever1 william1 william123 windows1 windows10 winner12 winter12 winter123 winter2023 winter2024 winter2025
  woaini1314 woaini520 wolverine x1234567 xxxxxxxx yamaha12 yankees1 yourpassword youtube1 z1234567 zaq12wsx
  zaq1@wsx zaq1xsw2 zaq1zaq1 zhang123 zion1234 zxc123zxc zxcasdqwe zxcv1234 zxcvbn12 zxcvbnm, zxcvbnm1 zxcvbnm123
  zxcvzxcv zxczxczxc zzzzzzzz
`;

/**
 * The most common passwords of eight and more characters, in lower case: more than 3,000. Shorter ones are refused for
 * their length.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(`${PATTERNS} ${LEAKED_PASSWORDS}`.trim().split(/\s+/));
